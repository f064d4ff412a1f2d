#pragma once

#include <array>
#include <cstdint>

#include "core/frame.h"

namespace ossicle::dsp {

/// The loops of the mixer over samples in 16-bit units, compiled for the vector units of the machine. Arrays do not
/// overlap and hold `count` samples.

/// A frame and what it is multiplied by.
struct Weighted {
  const Sample* frame;
  float gain;
};

/// total += the four frames. Exact at gains of 1 while sums stay below 2^24.
void AddFour(const std::array<Weighted, 4>& in, float* total, std::size_t count);

/// own = in * gain and total += own. The gain goes from `from` to `to` along `curve`.
void AddRamped(const float* in, float from, float to, const float* curve, float* own, float* total, std::size_t count);

/// The same into interleaved stereo: `own` and `total` hold 2 * count samples.
void AddPlaced(const float* in, std::array<float, 2> from, std::array<float, 2> to, const float* curve, float* own,
               float* total, std::size_t count);

/// What may be rounded to samples: larger magnitudes come out wrong.
inline constexpr float kMostToRound = 4194303.0f;  // 2^22 - 1

/// out = (total - own * own_gain) * gain, rounded and limited to the 16-bit range; below kMostToRound before the limit.
/// Returns the largest magnitude before it, where -32768 counts as 32767 as it fits as well.
int Take(const float* total, Weighted own, float gain, Sample* out, std::size_t count);
int Take(const float* total, const float* own, float gain, Sample* out, std::size_t count);

/// out = total - own * own_gain.
void Subtract(const float* total, Weighted own, float* out, std::size_t count);
void Subtract(const float* total, const float* own, float* out, std::size_t count);

void ToFloat(const Sample* in, float* out, std::size_t count);
/// Rounds and limits to the 16-bit range what is below kMostToRound.
void ToSamples(const float* in, Sample* out, std::size_t count);
void Scale(const float* in, float gain, float* out, std::size_t count);

float LargestMagnitude(const float* in, std::size_t count);
/// To the precision of a float.
float SumOfSquares(const float* in, std::size_t count);
float SumOfSquares(const Sample* in, std::size_t count);

}  // namespace ossicle::dsp
