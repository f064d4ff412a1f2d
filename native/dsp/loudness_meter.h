#pragma once

#include <array>
#include <vector>

#include "core/frame.h"
#include "dsp/k_weighting.h"
#include "dsp/loudness_histogram.h"
#include "dsp/true_peak.h"

namespace ossicle::dsp {

/// Loudness of a mono or stereo stream (EBU R 128, ITU-R BS.1770-4): momentary over 400 ms, short-term over 3 s,
/// integrated since the start through both gates, loudness range (EBU Tech 3342) and true peak. Values follow every
/// 100 ms; memory is the same for any length. Levels are LUFS and dBTP, not below -127. Mono counts as one channel.
class LoudnessMeter {
 public:
  /// Rate: 8 000..192 000 Hz; 1 or 2 channels.
  LoudnessMeter(int sample_rate_hz, std::size_t channels);

  std::size_t channels() const { return channels_.size(); }

  /// A frame of any length, stereo interleaved and in pairs (full scale 1.0 for float; what is no number counts as
  /// silence).
  void Process(ConstSamples frame) { Take(frame); }
  void Process(std::span<const float> frame) { Take(frame); }
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  /// Before the first 400 ms or 3 s are full, what is missing counts as silence.
  float momentary_lufs() const { return Lufs(MeanPower(kMomentarySteps)); }
  float short_term_lufs() const { return Lufs(MeanPower(kShortTermSteps)); }
  /// Whole blocks of 400 ms count.
  float integrated_lufs() const;
  /// Whole blocks of 3 s count.
  float loudness_range_lu() const;
  float true_peak_dbtp() const;

  void Reset();

 private:
  static constexpr std::size_t kMomentarySteps = 4, kShortTermSteps = 30;  // of 100 ms

  struct Channel {
    explicit Channel(int sample_rate_hz) : weighting(sample_rate_hz) {}
    KWeighting weighting;
    TruePeak true_peak;
  };

  template <typename T>
  void Take(std::span<const T> frame);
  void TakeBlock(std::span<const float> block);
  void EndStep();
  double MeanPower(std::size_t steps) const;
  static float Lufs(double power);
  std::size_t NextStepSamples();

  std::size_t sample_rate_hz_;
  std::vector<Channel> channels_;
  std::array<double, kShortTermSteps> step_power_{};  // a ring of the last steps
  std::uint64_t steps_ = 0;
  double energy_ = 0;  // of the present step
  std::size_t step_samples_ = 0;
  std::size_t missing_samples_ = 0;  // until it ends
  LoudnessHistogram momentary_;
  LoudnessHistogram short_term_;
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
