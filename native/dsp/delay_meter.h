#pragma once

#include <vector>

#include "core/frame.h"
#include "dsp/real_fft.h"

namespace ossicle::dsp {

/// How much later `observed` is than `reference`, two mono streams of one rate (generalised cross-correlation; Knapp
/// and Carter, 1976). Positive: observed is late; negative: it leads.
///
/// Each block of about 64 ms is transformed with as much silence behind it. For every distance in blocks the product of
/// one stream's spectrum with the other's is averaged over about 10 s; whitened by the average power of both and
/// transformed back, these are the correlation at all lags. A block costs two transforms and one pass over the
/// averages, a reading one transform back for each. All memory is taken in the constructor. One thread at a time.
class DelayMeter {
 public:
  /// Rate: 8 000..192 000 Hz; the most delay either way in samples; how far around the strongest lag others belong to
  /// the same path: further for rooms, which smear what they reflect.
  DelayMeter(int sample_rate_hz, std::size_t max_delay_samples, Duration smear = Milliseconds(2));

  /// Takes what both streams did in the same time: frames of equal length (full scale 1.0 for float; what is no number
  /// counts as silence).
  void Process(ConstSamples reference, ConstSamples observed) { Take(reference, observed); }
  void Process(std::span<const float> reference, std::span<const float> observed) { Take(reference, observed); }
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  struct Reading {
    float delay_samples = 0;
    /// How far the peak stands out above every other lag: 1 alone, 0.4 the least that counts. 0: delay unknown.
    float confidence = 0;
  };
  const Reading& Read();

  void Reset();

 private:
  using Floats = std::vector<float>;

  /// Spectra, one after the other, real and imaginary parts apart.
  struct Spectra {
    Spectra(std::size_t count, std::size_t bins) : re(count * bins), im(count * bins) {}
    Floats re, im;
  };

  template <typename T>
  void Take(std::span<const T> reference, std::span<const T> observed);
  void EndBlock();
  void Transform(Floats& block, Spectra& history, Floats& power);
  void Accumulate();
  bool Whiten();
  void Correlate();
  void FindPeak();

  std::size_t block_;       // samples
  std::size_t partitions_;  // blocks of the most delay
  std::size_t max_delay_;
  std::size_t excluded_;  // lags beside the peak that belong to it
  float keep_;            // of the averages, from block to block
  RealFft fft_;

  Floats reference_, observed_;  // the present block, then as much silence
  std::size_t filled_ = 0;
  std::uint64_t blocks_ = 0;
  Spectra reference_spectra_, observed_spectra_;  // rings of the last blocks
  Spectra products_;                              // for distances -partitions_..partitions_
  Floats reference_power_, observed_power_;

  Floats weights_, re_, im_, lags_, correlation_;  // of a reading
  Reading reading_;
  bool current_ = true;  // reading_ is of all blocks
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
