#include "session/generated_rtp.h"

#include "rtp/rtp_packet.h"

namespace ossicle::session {
namespace {

constexpr PayloadType kPcmuType{0}, kL16Type{127};
constexpr int kLowestChannelRateHz = 8000;

}  // namespace

GeneratedRtp::GeneratedRtp(Format format, Handle endpoint)
    : format_(format), ssrc_{static_cast<std::uint32_t>(endpoint.value * 2'654'435'761u)} {
  encoder_ = std::move(codec::MakeEncoder(format == Format::kPcmu ? codec::Kind::kPcmu : codec::Kind::kL16, rate_hz())).value();
  payload_.resize(FrameSamples(rate_hz()) * sizeof(Sample));
  packet_.resize(rtp::kRtpHeaderSize + payload_.size());
  SetChannelRate(kLowestChannelRateHz);
}

void GeneratedRtp::SetChannelRate(int channel_rate_hz) {
  if (resampler_ && resampler_->in_hz() == channel_rate_hz) return;
  resampler_.emplace(channel_rate_hz, rate_hz());
  frame_.resize(resampler_->OutputSamples(FrameSamples(channel_rate_hz)));
}

Bytes GeneratedRtp::Make(ConstSamples frame) {
  const std::size_t samples = resampler_->Process(frame, frame_);
  const auto encoded = encoder_->Encode(ConstSamples(frame_).first(samples), payload_);
  const rtp::RtpPacket packet{.payload_type = format_ == Format::kPcmu ? kPcmuType : kL16Type,
                              .sequence_number = sequence_number_,
                              .timestamp = timestamp_,
                              .ssrc = ssrc_,
                              .payload = Bytes(payload_).first(encoded.ok() ? encoded.value() : 0)};
  const std::size_t size = rtp::WriteRtp(packet, packet_);
  ++sequence_number_;
  Skip();
  return Bytes(packet_).first(size);
}

void GeneratedRtp::Skip() { timestamp_ += static_cast<std::uint32_t>(FrameSamples(rate_hz())); }

}  // namespace ossicle::session
