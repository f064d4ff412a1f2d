#include "codec/g722_mirror_filters.h"

#include <algorithm>

#include "codec/g722_tables.h"
#include "core/target_clones.h"

namespace ossicle::codec::g722 {
namespace {

constexpr std::size_t kTaps = kMirrorFilter.size(), kMemory = kTaps - 1;

Sample Limit(int value, int limit) { return static_cast<Sample>(std::clamp(value, -limit - 1, limit)); }

}  // namespace

// Both filters are two rows of 12 taps, one the other's mirror image; the loops run along the frame, so that they
// vectorise. `in` has kMemory samples before those of the frame.
OSSICLE_TARGET_CLONES
static void FilterForward(const Sample* __restrict in, int* __restrict out, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    int sum = 0;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kTaps; ++i) sum += in[n + i] * kMirrorFilter[i];
    out[n] = sum;
  }
}

OSSICLE_TARGET_CLONES
static void FilterBackward(const Sample* __restrict in, int* __restrict out, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    int sum = 0;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < kTaps; ++i) sum += in[n + i] * kMirrorFilter[kTaps - 1 - i];
    out[n] = sum;
  }
}

void AnalysisFilter::Split(ConstSamples samples, Subband& lower, Subband& higher) {
  const std::size_t pairs = samples.size() / 2;
  std::array<Sample, kMemory + kMaxPairs> even, odd;
  std::array<int, kMaxPairs> from_even, from_odd;
  std::copy(even_.begin(), even_.end(), even.begin());
  std::copy(odd_.begin(), odd_.end(), odd.begin());
  for (std::size_t n = 0; n < pairs; ++n) {
    even[kMemory + n] = samples[2 * n];
    odd[kMemory + n] = samples[2 * n + 1];
  }
  FilterForward(even.data(), from_even.data(), pairs);
  FilterBackward(odd.data(), from_odd.data(), pairs);
  for (std::size_t n = 0; n < pairs; ++n) {
    lower[n] = Limit((from_odd[n] + from_even[n]) >> 14, 16383);
    higher[n] = Limit((from_odd[n] - from_even[n]) >> 14, 16383);
  }
  std::copy_n(even.begin() + static_cast<std::ptrdiff_t>(pairs), kMemory, even_.begin());
  std::copy_n(odd.begin() + static_cast<std::ptrdiff_t>(pairs), kMemory, odd_.begin());
}

void SynthesisFilter::Join(const Subband& lower, const Subband& higher, Samples samples) {
  const std::size_t pairs = samples.size() / 2;
  std::array<Sample, kMemory + kMaxPairs> sum, difference;
  std::array<int, kMaxPairs> from_sum, from_difference;
  std::copy(sum_.begin(), sum_.end(), sum.begin());
  std::copy(difference_.begin(), difference_.end(), difference.begin());
  for (std::size_t n = 0; n < pairs; ++n) {  // of two values of 15 bits each
    sum[kMemory + n] = static_cast<Sample>(lower[n] + higher[n]);
    difference[kMemory + n] = static_cast<Sample>(lower[n] - higher[n]);
  }
  FilterForward(sum.data(), from_sum.data(), pairs);
  FilterBackward(difference.data(), from_difference.data(), pairs);
  for (std::size_t n = 0; n < pairs; ++n) {
    samples[2 * n] = Limit(from_difference[n] >> 11, 32767);
    samples[2 * n + 1] = Limit(from_sum[n] >> 11, 32767);
  }
  std::copy_n(sum.begin() + static_cast<std::ptrdiff_t>(pairs), kMemory, sum_.begin());
  std::copy_n(difference.begin() + static_cast<std::ptrdiff_t>(pairs), kMemory, difference_.begin());
}

}  // namespace ossicle::codec::g722
