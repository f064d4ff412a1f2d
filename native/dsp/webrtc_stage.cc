#include "dsp/webrtc_stage.h"

#if OSSICLE_HAS_WEBRTC
#include "modules/audio_processing/include/audio_processing.h"
#include "rtc_base/logging.h"
#endif

namespace ossicle::dsp {

bool WebRtcStage::IsRate(int sample_rate_hz) {
  return sample_rate_hz == 8000 || sample_rate_hz == 16'000 || sample_rate_hz == 32'000 || sample_rate_hz == 48'000;
}

#if OSSICLE_HAS_WEBRTC

namespace {

using webrtc::AudioProcessing;

/// The module writes its configuration to the log at every start. Silencing it once is a matter of correctness: its
/// setter is not made for several threads.
void SilenceLog() {
  [[maybe_unused]] static const bool silenced = [] {
    rtc::LogMessage::LogToDebug(rtc::LS_NONE);
    return true;
  }();
}

class ModuleStage final : public WebRtcStage {
 public:
  ModuleStage(int sample_rate_hz, int latency_samples, const AudioProcessing::Config& config)
      : format_(sample_rate_hz, 1), latency_samples_(latency_samples), config_(config) {
    SilenceLog();
    Start();
  }

  void AnalyzeReference(std::span<const float> block) override {
    const float* in = block.data();
    module_->AnalyzeReverseStream(&in, format_);
  }

  void Process(std::span<float> block) override {
    float* data = block.data();
    module_->set_stream_delay_ms(0);  // AEC3 finds the delay itself, and needs to be told something.
    module_->ProcessStream(&data, format_, format_, &data);
  }

  int latency_samples() const override { return latency_samples_; }
  void Reset() override { Start(); }

 private:
  /// Initialize() would keep what the echo canceller has learnt of the room.
  void Start() {
    module_ = webrtc::AudioProcessingBuilder().Create();
    module_->ApplyConfig(config_);
    module_->Initialize({{format_, format_, format_, format_}});
  }

  const webrtc::StreamConfig format_;
  const int latency_samples_;
  const AudioProcessing::Config config_;
  rtc::scoped_refptr<AudioProcessing> module_;
};

/// Measured (the module does not tell): the blocks of the part itself, resampling from 8 kHz, splitting into bands above
/// 16 kHz.
struct Latency {
  int sample_rate_hz, echo_canceller_samples, noise_suppressor_samples;
};
constexpr Latency kLatencies[] = {{8000, 88, 72}, {16'000, 128, 96}, {32'000, 260, 196}, {48'000, 430, 334}};

const Latency* LatencyAt(int sample_rate_hz) {
  for (const Latency& latency : kLatencies)
    if (latency.sample_rate_hz == sample_rate_hz) return &latency;
  return nullptr;
}

AudioProcessing::Config Nothing() {
  AudioProcessing::Config config;
  config.gain_controller1.enabled = false;
  config.gain_controller2.enabled = false;
  return config;
}

constexpr Status kNoSuchRate(StatusCode::kInvalidArgument, "8, 16, 32 or 48 kHz");

}  // namespace

bool WebRtcStage::IsLinked() { return true; }

Result<std::unique_ptr<WebRtcStage>> WebRtcStage::EchoCanceller(int sample_rate_hz) {
  const Latency* latency = LatencyAt(sample_rate_hz);
  if (!latency) return kNoSuchRate;
  AudioProcessing::Config config = Nothing();
  config.echo_canceller.enabled = true;
  return std::unique_ptr<WebRtcStage>(
      std::make_unique<ModuleStage>(sample_rate_hz, latency->echo_canceller_samples, config));
}

Result<std::unique_ptr<WebRtcStage>> WebRtcStage::NoiseSuppressor(int sample_rate_hz, NoiseReduction reduction) {
  using Level = AudioProcessing::Config::NoiseSuppression::Level;
  const Latency* latency = LatencyAt(sample_rate_hz);
  if (!latency) return kNoSuchRate;
  AudioProcessing::Config config = Nothing();
  config.noise_suppression.enabled = true;
  config.noise_suppression.level = static_cast<Level>(reduction);
  return std::unique_ptr<WebRtcStage>(
      std::make_unique<ModuleStage>(sample_rate_hz, latency->noise_suppressor_samples, config));
}

#else

namespace {
constexpr Status kNotLinked(StatusCode::kUnsupported,
                            "this build has no WebRTC audio processing module (docs/building.md)");
}  // namespace

bool WebRtcStage::IsLinked() { return false; }
Result<std::unique_ptr<WebRtcStage>> WebRtcStage::EchoCanceller(int) { return kNotLinked; }
Result<std::unique_ptr<WebRtcStage>> WebRtcStage::NoiseSuppressor(int, NoiseReduction) { return kNotLinked; }

#endif

}  // namespace ossicle::dsp
