// NetEQ over the nine families of networks.
//   bench_webrtc_jitter SEEDS SECONDS FIRST_SEED TICK_MS [MINIMUM_DELAY_MS...]
#include <api/audio/audio_frame.h>
#include <api/audio_codecs/audio_decoder_factory_template.h>
#include <api/audio_codecs/g711/audio_decoder_g711.h>
#include <api/neteq/neteq.h>
#include <modules/audio_coding/neteq/default_neteq_factory.h>
#include <rtc_base/logging.h>
#include <system_wrappers/include/clock.h>

#include "jitter/listener.h"

namespace {

using namespace ossicle;

/// One for all streams of a thread.
webrtc::AudioFrame audio_frame;

class NetEq final : public jitter::Listener {
 public:
  explicit NetEq(int minimum_delay_ms) : clock_(0) {
    webrtc::NetEq::Config config;
    config.sample_rate_hz = jitter::kRate;
    config.min_delay_ms = minimum_delay_ms;
    const auto codecs = webrtc::CreateAudioDecoderFactory<webrtc::AudioDecoderG711>();
    net_eq_ = webrtc::DefaultNetEqFactory().CreateNetEq(config, codecs, &clock_);
    net_eq_->RegisterPayloadType(0, webrtc::SdpAudioFormat("PCMU", 8000, 1));
  }
  void Insert(const rtp::RtpPacket& packet, Instant arrival) override {
    MoveTo(arrival);
    webrtc::RTPHeader header;
    header.payloadType = Raw(packet.payload_type);
    header.sequenceNumber = packet.sequence_number;
    header.timestamp = packet.timestamp;
    header.ssrc = Raw(packet.ssrc);
    net_eq_->InsertPacket(header, {packet.payload.data(), packet.payload.size()});
  }
  void Pull(Instant now, Samples frame) override {
    MoveTo(now);
    bool muted = false;
    for (std::size_t at = 0; at + 80 <= frame.size(); at += 80) {
      net_eq_->GetAudio(&audio_frame, &muted);
      std::copy_n(audio_frame.data(), 80, frame.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  Counts counts() override {
    const auto life = net_eq_->GetLifetimeStatistics();
    return {static_cast<double>(life.concealed_samples),
            static_cast<double>(life.inserted_samples_for_deceleration + life.removed_samples_for_acceleration)};
  }

 private:
  void MoveTo(Instant now) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
    if (us > clock_.CurrentTime().us()) clock_.AdvanceTimeMicroseconds(us - clock_.CurrentTime().us());
  }

  webrtc::SimulatedClock clock_;
  std::unique_ptr<webrtc::NetEq> net_eq_;
};

}  // namespace

int main(int argc, char** argv) {
  rtc::LogMessage::LogToDebug(rtc::LS_NONE);
  return jitter::MeasureAll(argc, argv, "NetEQ",
                            [](double point) { return std::make_unique<NetEq>(static_cast<int>(point)); });
}
