// NetEQ behind a line.
//   bench_webrtc_line CODEC RATE_HZ FIRST_TICK_MS TICK_MS < packets > samples
#include <api/audio/audio_frame.h>
#include <api/audio_codecs/audio_decoder_factory_template.h>
#include <api/audio_codecs/g711/audio_decoder_g711.h>
#include <api/audio_codecs/g722/audio_decoder_g722.h>
#include <api/audio_codecs/opus/audio_decoder_opus.h>
#include <api/neteq/neteq.h>
#include <modules/audio_coding/neteq/default_neteq_factory.h>
#include <rtc_base/logging.h>
#include <system_wrappers/include/clock.h>

#include "line/line_program.h"
#include "rtp/rtp_packet.h"

namespace {

using namespace ossicle;

struct Codec {
  const char* name;
  int payload_type;
  webrtc::SdpAudioFormat format;
};

const Codec* Find(const std::string& name) {
  static const Codec codecs[] = {{"pcmu", 0, {"PCMU", 8000, 1}},
                                 {"pcma", 8, {"PCMA", 8000, 1}},
                                 {"g722", 9, {"G722", 8000, 1}},
                                 {"opus", 111, {"opus", 48000, 2}}};
  for (const Codec& codec : codecs)
    if (name == codec.name) return &codec;
  return nullptr;
}

class NetEq final : public line::Player {
 public:
  NetEq(const Codec& codec, int rate_hz) : clock_(0) {
    webrtc::NetEq::Config config;
    config.sample_rate_hz = rate_hz;
    const auto codecs = webrtc::CreateAudioDecoderFactory<webrtc::AudioDecoderG711, webrtc::AudioDecoderG722,
                                                          webrtc::AudioDecoderOpus>();
    net_eq_ = webrtc::DefaultNetEqFactory().CreateNetEq(config, codecs, &clock_);
    net_eq_->RegisterPayloadType(codec.payload_type, codec.format);
  }
  void Insert(Bytes datagram, double arrival_ms) override {
    MoveTo(arrival_ms);
    const Result<rtp::RtpPacket> packet = rtp::ParseRtp(datagram);
    if (!packet.ok()) return;
    webrtc::RTPHeader header;
    header.payloadType = Raw(packet.value().payload_type);
    header.sequenceNumber = packet.value().sequence_number;
    header.timestamp = packet.value().timestamp;
    header.ssrc = Raw(packet.value().ssrc);
    net_eq_->InsertPacket(header, {packet.value().payload.data(), packet.value().payload.size()});
  }
  /// Frames of 10 ms, as it knows no others.
  void Pull(double now_ms, Samples frame) override {
    MoveTo(now_ms);
    std::fill(frame.begin(), frame.end(), Sample{0});
    bool muted = false;
    for (std::size_t at = 0; at < frame.size(); at += audio_.samples_per_channel_) {
      net_eq_->GetAudio(&audio_, &muted);
      if (audio_.samples_per_channel_ == 0) return;
      const std::size_t count = std::min(audio_.samples_per_channel_, frame.size() - at);
      for (std::size_t n = 0; n < count; ++n) frame[at + n] = audio_.data()[n * audio_.num_channels_];
    }
  }
  double concealed_samples() override {
    return static_cast<double>(net_eq_->GetLifetimeStatistics().concealed_samples);
  }
  double stretched_samples() override {
    const auto life = net_eq_->GetLifetimeStatistics();
    return static_cast<double>(life.inserted_samples_for_deceleration + life.removed_samples_for_acceleration);
  }

 private:
  void MoveTo(double ms) {
    const auto us = static_cast<std::int64_t>(ms * 1000);
    if (us > clock_.CurrentTime().us()) clock_.AdvanceTimeMicroseconds(us - clock_.CurrentTime().us());
  }

  webrtc::SimulatedClock clock_;
  std::unique_ptr<webrtc::NetEq> net_eq_;
  webrtc::AudioFrame audio_;
};

}  // namespace

int main(int argc, char** argv) {
  rtc::LogMessage::LogToDebug(rtc::LS_NONE);
  return line::Run(argc, argv, "NetEQ", [](const std::string& codec, int rate_hz) -> std::unique_ptr<line::Player> {
    const Codec* known = Find(codec);
    return known ? std::make_unique<NetEq>(*known, rate_hz) : nullptr;
  });
}
