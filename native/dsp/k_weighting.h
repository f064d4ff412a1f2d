#pragma once

#include <span>

namespace ossicle::dsp {

/// The filter in front of every loudness measurement (ITU-R BS.1770-4 annex 1): a shelf for the head, then a high-pass.
/// The recommendation gives coefficients at 48 kHz alone. At other rates the response is that one's within 0.05 dB (8
/// kHz) to 0.03 dB (from 11 kHz on), and the same at 997 Hz. One channel.
class KWeighting {
 public:
  /// Of one second-order section with a0 = 1.
  struct Coefficients {
    double b0, b1, b2, a1, a2;
  };

  explicit KWeighting(int sample_rate_hz);

  /// The sum of squares of what every `stride`-th sample gives, beginning with the first.
  double Energy(std::span<const float> block, std::size_t stride);
  void Reset();

  const Coefficients& shelf() const { return shelf_; }
  const Coefficients& high_pass() const { return high_pass_; }

 private:
  Coefficients shelf_;
  Coefficients high_pass_;
  double state_[4] = {};
};

}  // namespace ossicle::dsp
