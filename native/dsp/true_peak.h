#pragma once

#include <array>
#include <span>

#include "dsp/float_blocks.h"

namespace ossicle::dsp {

/// Largest magnitude of a channel between its samples as well as on them: four times oversampled (ITU-R BS.1770-4
/// annex 2), by a windowed sinc of 24 samples. It reads a sine at a quarter of the rate within 0.01 dB.
class TruePeak {
 public:
  TruePeak();

  /// Takes every `stride`-th sample of a block of at most kFloatBlockSamples, beginning with the first.
  void Process(std::span<const float> block, std::size_t stride);
  /// Since the start; full scale is 1.0.
  float peak() const { return peak_; }
  void Reset();

  static constexpr std::size_t kTaps = 24;

 private:
  std::array<float, kTaps - 1 + kFloatBlockSamples> samples_{};  // the past, then the block
  float past_peak_ = 0;
  float peak_ = 0;
};

}  // namespace ossicle::dsp
