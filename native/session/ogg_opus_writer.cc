#include "session/ogg_opus_writer.h"

#include <algorithm>
#include <string_view>

#include "codec/opus_codec.h"
#include "file/opus_head.h"
#include "file/wav_samples.h"

namespace ossicle::session {
namespace {

constexpr int kGranuleRateHz = 48'000;
constexpr std::int64_t kFrameTicks = 960;  // 20 ms
constexpr std::size_t kMostPacketBytes = 1277;
constexpr std::size_t kQueueBytes = 4 * file::kMaxOggPageBytes;

Sample ToSample(Sample sample) { return sample; }
Sample ToSample(float sample) { return file::FloatToSample(sample); }

}  // namespace

Result<std::unique_ptr<file::AudioWriter>> OggOpusWriter::Make(const Options& options) {
  const codec::EncoderOptions encoding{
      .channels = options.format.channels,
      .application = options.format.sample_rate_hz > 16'000 ? codec::Application::kAudio : codec::Application::kVoice,
      .bitrate_bps = options.bitrate_bps,
      .complexity = options.complexity,
      .fec = false,
  };
  auto encoder = codec::OpusAudioEncoder::Make(options.format.sample_rate_hz, encoding);
  if (!encoder.ok()) return encoder.status();
  return std::unique_ptr<file::AudioWriter>(new OggOpusWriter(options, std::move(encoder).value()));
}

OggOpusWriter::OggOpusWriter(const Options& options, std::unique_ptr<codec::AudioEncoder> encoder)
    : options_(options),
      ticks_(kGranuleRateHz / options.format.sample_rate_hz),
      encoder_(std::move(encoder)),
      pre_skip_(encoder_->latency_samples() * ticks_),
      bytes_(kQueueBytes),
      frame_samples_(static_cast<std::size_t>(kFrameTicks / ticks_ * options.format.channels)) {
  WriteHeaders();
}

void OggOpusWriter::WriteHeaders() {
  const auto head = file::WriteOpusHead({.channels = options_.format.channels,
                                         .pre_skip = static_cast<unsigned>(pre_skip_),
                                         .input_rate_hz = static_cast<std::uint32_t>(options_.format.sample_rate_hz)});
  WriteHeaderPage(head, true);
  const std::string_view vendor = codec::OpusLibraryVersion();
  std::array<std::uint8_t, 256> tags{'O', 'p', 'u', 's', 'T', 'a', 'g', 's'};
  const std::size_t length = std::min(vendor.size(), tags.size() - 16);
  tags[8] = static_cast<std::uint8_t>(length);  // of 32 bits, little-endian, as is the number of comments, which is 0
  std::copy_n(vendor.begin(), length, tags.begin() + 12);
  WriteHeaderPage(Bytes(tags).first(16 + length), false);
}

void OggOpusWriter::WriteHeaderPage(Bytes packet, bool first) {
  const std::array<std::uint8_t, 2> lacing{static_cast<std::uint8_t>(packet.size() < 255 ? packet.size() : 255),
                                           static_cast<std::uint8_t>(packet.size() < 255 ? 0 : packet.size() - 255)};
  const std::size_t count = packet.size() < 255 ? 1 : 2;
  const file::OggPage page{.first = first,
                           .granule = 0,
                           .serial = options_.serial,
                           .sequence = sequence_++,
                           .segments = Bytes(lacing).first(count),
                           .body = packet};
  bytes_.Commit(file::WriteOggPage(page, bytes_.Tail(file::kMaxOggPageBytes)));
}

template <typename T>
Result<std::size_t> OggOpusWriter::WriteFrom(std::span<const T> in) {
  const auto channels = static_cast<std::size_t>(options_.format.channels);
  in = in.first(in.size() / channels * channels);
  std::size_t taken = 0;
  while (!finished_ && taken < in.size() && HasRoom()) {
    const std::size_t count = std::min(in.size() - taken, frame_samples_ - frame_filled_);
    for (std::size_t i = 0; i < count; ++i) frame_[frame_filled_ + i] = ToSample(in[taken + i]);
    frame_filled_ += count;
    taken += count;
    taken_ += static_cast<std::int64_t>(count / channels);
    if (frame_filled_ < frame_samples_) continue;
    if (const Status status = EncodeFrame(); !status.ok()) return status;
  }
  return taken;
}

Result<std::size_t> OggOpusWriter::Write(ConstSamples in) { return WriteFrom(in); }
Result<std::size_t> OggOpusWriter::Write(std::span<const float> in) { return WriteFrom(in); }

Status OggOpusWriter::EncodeFrame() {
  std::array<std::uint8_t, kMostPacketBytes> packet;
  const auto bytes = encoder_->Encode(ConstSamples(frame_).first(frame_samples_), packet);
  if (!bytes.ok()) return bytes.status();
  AppendPacket(Bytes(packet).first(bytes.value()));
  encoded_ += kFrameTicks;
  frame_filled_ = 0;
  return Status::Ok();
}

// A full page goes out when the next packet comes, so that the last one is still there to be marked.
void OggOpusWriter::AppendPacket(Bytes packet) {
  const std::size_t segments = packet.size() / 255 + 1;
  if (packet_count_ == kPagePackets || segment_count_ + segments > segments_.size()) WritePage(encoded_, false);
  for (std::size_t i = 0; i + 1 < segments; ++i) segments_[segment_count_++] = 255;
  segments_[segment_count_++] = static_cast<std::uint8_t>(packet.size() % 255);
  std::copy(packet.begin(), packet.end(), body_.begin() + static_cast<std::ptrdiff_t>(body_bytes_));
  body_bytes_ += packet.size();
  ++packet_count_;
}

void OggOpusWriter::WritePage(std::int64_t granule, bool last) {
  const file::OggPage page{.last = last,
                           .granule = granule,
                           .serial = options_.serial,
                           .sequence = sequence_++,
                           .segments = Bytes(segments_).first(segment_count_),
                           .body = Bytes(body_).first(body_bytes_)};
  bytes_.Commit(file::WriteOggPage(page, bytes_.Tail(file::kMaxOggPageBytes)));
  segment_count_ = body_bytes_ = packet_count_ = 0;
}

Result<bool> OggOpusWriter::Finish() {
  const std::int64_t end = pre_skip_ + taken_ * ticks_;
  while (!finished_ && HasRoom()) {
    if (encoded_ >= end) {
      WritePage(end, true);
      finished_ = true;
      break;
    }
    std::fill(frame_.begin() + static_cast<std::ptrdiff_t>(frame_filled_), frame_.end(), Sample{0});
    if (const Status status = EncodeFrame(); !status.ok()) return status;
  }
  return finished_;
}

void OggOpusWriter::Reset() {
  bytes_.Clear();
  encoder_->Reset();
  frame_filled_ = segment_count_ = body_bytes_ = packet_count_ = 0;
  taken_ = encoded_ = 0;
  sequence_ = 0;
  finished_ = false;
  WriteHeaders();
}

}  // namespace ossicle::session
