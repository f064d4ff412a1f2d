#pragma once

#include <memory>

#include "core/frame.h"

struct SpeexResamplerState_;

namespace ossicle::dsp {

/// Changes the sample rate of one mono stream (speexdsp's polyphase filter). Equal rates are a plain copy.
/// Output length is exact from the first call on: n input samples give n * out_hz / in_hz output samples whenever
/// that is whole (always so for multiples of 2.5 ms between 8, 16, 24, 32 and 48 kHz). The price is that the stream
/// starts with latency_samples() of the filter's run-in instead of being withheld for as long.
/// All memory is taken in the constructor. One thread at a time.
class Resampler {
 public:
  /// Rates in Hz, 1 000..384 000; quality 0..10 as speexdsp counts it (3: lowest latency worth having, 5: default).
  Resampler(int in_hz, int out_hz, int quality = 5);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Consumes all of `in` and returns the samples written. `out` must hold at least OutputSamples(in.size());
  /// when it is shorter, what does not fit is lost.
  std::size_t Process(ConstSamples in, Samples out);
  /// The same for full scale 1.0, without rounding or limiting the result. Samples that are no number count as silence.
  /// Both kinds may follow each other in one stream.
  std::size_t Process(std::span<const float> in, std::span<float> out);
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  /// The most samples that Process can return for `in_samples`.
  std::size_t OutputSamples(std::size_t in_samples) const;
  /// Delay of the filter in samples at the output rate; 0 for equal rates.
  int latency_samples() const;
  int in_hz() const { return in_hz_; }
  int out_hz() const { return out_hz_; }

  /// Forgets the signal so far, as if newly made.
  void Reset();

 private:
  struct Destroy {
    void operator()(SpeexResamplerState_* state) const;
  };
  std::size_t ProcessScaled(std::span<const float> in, std::span<float> out);

  int in_hz_;
  int out_hz_;
  std::uint64_t non_finite_samples_ = 0;
  std::unique_ptr<SpeexResamplerState_, Destroy> state_;
};

}  // namespace ossicle::dsp
