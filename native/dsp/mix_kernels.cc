#include "dsp/mix_kernels.h"

#include <algorithm>
#include <bit>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

/// Added to a float below 2^22, it leaves the nearest whole number in the low bits: unlike lrint that vectorises
/// everywhere. The bits of the sum are kRounderBits + the number, and the low half of kRounderBits is 0.
constexpr float kRounder = 12582912.0f;  // 1.5 * 2^23
constexpr std::int32_t kRounderBits = 0x4b400000;
static_assert(std::bit_cast<std::int32_t>(kRounder) == kRounderBits);
constexpr std::int32_t kLeast = kRounderBits - 32768, kMost = kRounderBits + 32767;

[[gnu::always_inline]] inline std::int32_t RoundedBits(float value) { return std::bit_cast<std::int32_t>(value + kRounder); }

[[gnu::always_inline]] inline Sample Saturate(std::int32_t rounded_bits) {
  return static_cast<Sample>(std::clamp(rounded_bits, kLeast, kMost));
}

template <typename Own>
[[gnu::always_inline]] inline int TakeAll(const float* __restrict total, const Own* __restrict own, float own_gain,
                                          float gain, Sample* __restrict out, std::size_t count) {
  std::int32_t least = kRounderBits, most = kRounderBits;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t bits = RoundedBits((total[i] - static_cast<float>(own[i]) * own_gain) * gain);
    least = std::min(least, bits);
    most = std::max(most, bits);
    out[i] = Saturate(bits);
  }
  return std::max(most - kRounderBits, kRounderBits - 1 - least);
}

template <typename T>
[[gnu::always_inline]] inline float SumSquares(const T* in, std::size_t count) {
  std::array<float, 16> lanes{};  // a sum in one variable would have to be taken in order
  const std::size_t whole = count / lanes.size() * lanes.size();
  for (std::size_t i = 0; i < whole; i += lanes.size()) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      const auto sample = static_cast<float>(in[i + lane]);
      lanes[lane] += sample * sample;
    }
  }
  for (std::size_t i = whole; i < count; ++i) lanes[0] += static_cast<float>(in[i]) * static_cast<float>(in[i]);
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum;
}

}  // namespace

OSSICLE_TARGET_CLONES
void AddFour(const std::array<Weighted, 4>& in, float* __restrict total, std::size_t count) {
  const Sample *__restrict a = in[0].frame, *__restrict b = in[1].frame, *__restrict c = in[2].frame,
               *__restrict d = in[3].frame;
  const float ga = in[0].gain, gb = in[1].gain, gc = in[2].gain, gd = in[3].gain;
  for (std::size_t i = 0; i < count; ++i)
    total[i] += (static_cast<float>(a[i]) * ga + static_cast<float>(b[i]) * gb) +
                (static_cast<float>(c[i]) * gc + static_cast<float>(d[i]) * gd);
}

OSSICLE_TARGET_CLONES
void AddRamped(const float* __restrict in, float from, float to, const float* __restrict curve, float* __restrict own,
               float* __restrict total, std::size_t count) {
  const float change = to - from;
  for (std::size_t i = 0; i < count; ++i) {
    own[i] = in[i] * (from + change * curve[i]);
    total[i] += own[i];
  }
}

OSSICLE_TARGET_CLONES
void AddPlaced(const float* __restrict in, std::array<float, 2> from, std::array<float, 2> to,
               const float* __restrict curve, float* __restrict own, float* __restrict total, std::size_t count) {
  const float left = from[0], right = from[1], left_change = to[0] - left, right_change = to[1] - right;
  for (std::size_t i = 0; i < count; ++i) {
    own[2 * i] = in[i] * (left + left_change * curve[i]);
    own[2 * i + 1] = in[i] * (right + right_change * curve[i]);
  }
  for (std::size_t i = 0; i < 2 * count; ++i) total[i] += own[i];
}

OSSICLE_TARGET_CLONES
int Take(const float* total, Weighted own, float gain, Sample* out, std::size_t count) {
  return TakeAll(total, own.frame, own.gain, gain, out, count);
}

OSSICLE_TARGET_CLONES
int Take(const float* total, const float* own, float gain, Sample* out, std::size_t count) {
  return TakeAll(total, own, 1.0f, gain, out, count);
}

OSSICLE_TARGET_CLONES
void Subtract(const float* __restrict total, Weighted own, float* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = total[i] - static_cast<float>(own.frame[i]) * own.gain;
}

OSSICLE_TARGET_CLONES
void Subtract(const float* __restrict total, const float* __restrict own, float* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = total[i] - own[i];
}

OSSICLE_TARGET_CLONES
void ToFloat(const Sample* __restrict in, float* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(in[i]);
}

OSSICLE_TARGET_CLONES
void ToSamples(const float* __restrict in, Sample* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = Saturate(RoundedBits(in[i]));
}

OSSICLE_TARGET_CLONES
void Scale(const float* __restrict in, float gain, float* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i] * gain;
}

OSSICLE_TARGET_CLONES
float LargestMagnitude(const float* in, std::size_t count) {
  std::int32_t most = 0;  // the bits of positive floats have their order, and integers vectorise
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::bit_cast<std::int32_t>(in[i]) & 0x7fffffff);
  return std::bit_cast<float>(most);
}

OSSICLE_TARGET_CLONES
float SumOfSquares(const float* in, std::size_t count) { return SumSquares(in, count); }

OSSICLE_TARGET_CLONES
float SumOfSquares(const Sample* in, std::size_t count) { return SumSquares(in, count); }

}  // namespace ossicle::dsp
