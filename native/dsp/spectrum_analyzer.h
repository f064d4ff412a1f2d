#pragma once

#include <vector>

#include "core/frame.h"
#include "dsp/real_fft.h"

namespace ossicle::dsp {

/// Power spectra of a mono stream: every `hop` samples the last `window` samples through a Hann window, in dBov
/// (dsp/decibel.h) per bin. A sine at the frequency of a bin shows its own level there (a full-scale one -3.01), and 6
/// dB less in the two bins beside it; nothing is below -127. The first spectrum is ready after `window` samples. All
/// memory is taken in the constructor. One thread at a time.
class SpectrumAnalyzer {
 public:
  /// `window`: a power of two from 64 to 65 536; `hop`: 1 to `window`.
  SpectrumAnalyzer(std::size_t window_samples, std::size_t hop_samples);

  /// Values per spectrum: frequencies from 0 to half the sample rate.
  std::size_t bins() const { return fft_.bins(); }
  /// How many spectra Process gives for the next `in_samples`.
  std::size_t SpectraFor(std::size_t in_samples) const;

  /// Takes a frame of any length (full scale 1.0 for float; what is no number counts as silence) and writes the spectra
  /// that it completes one after the other. Returns how many. Those that do not fit into `out` are lost.
  std::size_t Process(ConstSamples frame, std::span<float> out) { return Take(frame, out); }
  std::size_t Process(std::span<const float> frame, std::span<float> out) { return Take(frame, out); }
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  void Reset();

 private:
  template <typename T>
  std::size_t Take(std::span<const T> frame, std::span<float> out);
  void Write(std::span<float> out);

  RealFft fft_;
  std::size_t hop_;
  std::vector<float> window_;   // Hann, scaled so that a sine's bin holds its power
  std::vector<float> history_;  // the last samples, oldest first
  std::size_t filled_ = 0;
  std::vector<float> windowed_, re_, im_;
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
