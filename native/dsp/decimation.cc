#include "dsp/decimation.h"

#include <cmath>
#include <numbers>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

constexpr std::size_t kTapsPerFactor = 12;
constexpr double kCutoffHz = 3000;

}  // namespace

OSSICLE_TARGET_CLONES
void Decimate(const float* __restrict in, const float* __restrict taps, std::size_t tap_count, std::size_t factor,
              float* __restrict out, std::size_t out_count) {
  for (std::size_t n = 0; n < out_count; ++n) {
    in += factor;
    float lanes[8] = {};
    for (std::size_t t = 0; t < tap_count; t += 8)
      for (std::size_t i = 0; i < 8; ++i) lanes[i] += in[t + i] * taps[t + i];
    out[n] = ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
  }
}

std::vector<float> DecimationFilter(std::size_t factor) {
  const std::size_t count = (kTapsPerFactor * factor + 7) / 8 * 8;
  std::vector<float> taps(count);
  const double middle = static_cast<double>(count - 1) / 2;
  const double cutoff = kCutoffHz / (kToneRateHz * static_cast<double>(factor));
  double sum = 0;
  for (std::size_t n = 0; n < count; ++n) {
    const double x = static_cast<double>(n) - middle;  // never 0: the count is even
    const double sinc = std::sin(2 * std::numbers::pi * cutoff * x) / (std::numbers::pi * x);
    taps[n] = static_cast<float>(sinc * (0.54 + 0.46 * std::cos(std::numbers::pi * x / (middle + 1))));
    sum += double{taps[n]};
  }
  for (float& tap : taps) tap /= static_cast<float>(sum);
  return taps;
}

}  // namespace ossicle::dsp
