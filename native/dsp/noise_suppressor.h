#pragma once

#include <memory>
#include <vector>

#include "dsp/webrtc_stage.h"

namespace ossicle::dsp {

/// Takes steady noise out of speech (WebRTC's suppressor), and steps aside where there is none: on a clean line it could
/// only harm. How clean the line is, is the level of its quietest stretches over the last two seconds. Either way the
/// output is latency_samples() late, and the ways are cross-faded.
/// Mono, full scale 1.0, frames of whole blocks of 10 ms, 8, 16, 32 or 48 kHz. One thread; memory is taken in Create.
class NoiseSuppressor {
 public:
  struct Config {
    int sample_rate_hz = 16'000;
    NoiseReduction reduction = NoiseReduction::kModerate;
    bool bypass_clean = true;
  };
  static Result<std::unique_ptr<NoiseSuppressor>> Create(const Config& config);

  /// Replaces a frame.
  void Process(std::span<float> frame);
  int latency_samples() const { return stage_->latency_samples(); }
  /// The line is clean, and passes unchanged.
  bool bypassed() const { return !active_; }
  /// Level of the quietest recent stretches, in dBov.
  float noise_level_dbfs() const;
  void Reset();

 private:
  NoiseSuppressor(const Config& config, std::unique_ptr<WebRtcStage> stage);
  void Clear();
  void ProcessBlock(std::span<float> block);
  float Floor() const;
  void TrackNoise(std::span<const float> block);
  void Decide();
  void Delay(std::span<const float> block);

  static constexpr std::size_t kFloorSlots = 4;  // of half a second

  Config config_;
  std::size_t block_samples_;
  std::unique_ptr<WebRtcStage> stage_;
  std::vector<float> past_;     ///< The last latency_samples() of input.
  std::vector<float> delayed_;  ///< The present block, late as the stage's.
  float slot_least_[kFloorSlots];
  std::size_t slot_;
  int slot_blocks_;
  int clean_blocks_;  ///< In a row, while active.
  bool active_;
  float share_;       ///< Of the stage in the output at the end of the last block, 0 or 1.
  int warming_;       ///< Blocks that the stage hears before it is heard.
};

}  // namespace ossicle::dsp
