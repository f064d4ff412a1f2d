#pragma once

#include <cstddef>
#include <vector>

namespace ossicle::dsp {

/// The rate at which tones are looked for: all that matter lie below 3 kHz.
inline constexpr int kToneRateHz = 8000;

/// Low-pass filter to come down to 8 kHz from `factor` times as much: what is below 2.3 kHz passes (with at most 0.6 dB
/// less), what would fold onto that is gone (55 dB). As many taps as Decimate wants: a multiple of 8.
std::vector<float> DecimationFilter(std::size_t factor);

/// One output for every `factor` inputs: out[i] ends with the input at tap_count + (i + 1) * factor.
void Decimate(const float* __restrict in, const float* __restrict taps, std::size_t tap_count, std::size_t factor,
              float* __restrict out, std::size_t out_count);

}  // namespace ossicle::dsp
