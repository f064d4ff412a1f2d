#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ossicle::dsp {

/// Discrete Fourier transform of real signals whose length is a power of two.
///
/// A complex transform of half the length (Stockham's radix-4 passes, which need no bit reversal and run along memory)
/// between the packing of even samples as real and odd ones as imaginary parts and its undoing. Real and imaginary
/// parts lie in arrays of their own throughout, so that every loop vectorises. Twiddles are computed in double
/// precision; the error is about 1e-7 of the spectrum's RMS. All memory is taken in the constructor. One thread at a
/// time.
class RealFft {
 public:
  static constexpr std::size_t kLeastSize = 16;
  static constexpr std::size_t kMostSize = std::size_t{1} << 22;

  /// `size`: a power of two from kLeastSize to kMostSize.
  explicit RealFft(std::size_t size);

  std::size_t size() const { return 2 * half_; }
  /// Bins from 0 to half the sample rate, both included.
  std::size_t bins() const { return half_ + 1; }

  /// The sum of in[n] * exp(-2 pi i k n / size) for k in 0..size / 2, not scaled. `in` holds size() samples, `re` and
  /// `im` bins() each, none of it shared.
  void Forward(std::span<const float> in, std::span<float> re, std::span<float> im);
  /// Undoes Forward exactly (scaled by 1 / size). The imaginary parts of the first and last bin count as 0.
  void Inverse(std::span<const float> re, std::span<const float> im, std::span<float> out);

 private:
  /// Complex numbers, split.
  struct Split {
    float* re;
    float* im;
  };

  /// Transforms `from`; both places are overwritten and the one returned holds the result.
  Split Transform(Split from, Split to) const;

  std::size_t half_;
  std::vector<float> twiddles_;  // of the passes, in their order: six arrays each
  std::vector<float> turn_re_;   // exp(-2 pi i k / size), k < half: undoes the packing
  std::vector<float> turn_im_;
  std::vector<float> work_;
  Split first_, second_;  // in work_
};

}  // namespace ossicle::dsp
