#include "dsp/true_peak.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

constexpr std::size_t kOversampling = 4;

struct Interpolator {
  std::array<std::array<float, TruePeak::kTaps>, kOversampling - 1> phases;
  float most_gain = 0;  // what no output exceeds, for samples of 1
};

/// Modified Bessel function of order 0.
double Bessel(double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < 40; ++k) {
    term *= (x / 2 / k) * (x / 2 / k);
    sum += term;
  }
  return sum;
}

Interpolator MakeInterpolator() {
  constexpr double kBeta = 6, kMiddle = TruePeak::kTaps / 2.0;
  Interpolator made;
  for (std::size_t phase = 0; phase < made.phases.size(); ++phase) {
    double taps[TruePeak::kTaps], sum = 0, gain = 0;
    for (std::size_t i = 0; i < TruePeak::kTaps; ++i) {
      const double at = static_cast<double>(i + 1) - kMiddle - static_cast<double>(phase + 1) / kOversampling;
      const double turn = std::numbers::pi * at, inside = std::max(0.0, 1 - at / kMiddle * at / kMiddle);
      taps[i] = std::sin(turn) / turn * Bessel(kBeta * std::sqrt(inside));
      sum += taps[i];
      gain += std::fabs(taps[i]);
    }
    for (std::size_t i = 0; i < TruePeak::kTaps; ++i) made.phases[phase][i] = static_cast<float>(taps[i] / sum);
    made.most_gain = std::max(made.most_gain, static_cast<float>(gain / sum));
  }
  return made;
}

const Interpolator& SharedInterpolator() {
  static const Interpolator shared = MakeInterpolator();
  return shared;
}

OSSICLE_TARGET_CLONES
float LargestMagnitude(const float* in, std::size_t count) {
  float most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::fabs(in[i]) > most ? std::fabs(in[i]) : most;
  return most;
}

OSSICLE_TARGET_CLONES
void Filter(const float* __restrict in, const float* __restrict taps, float* __restrict out, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) out[n] = 0;
  for (std::size_t i = 0; i < TruePeak::kTaps; ++i)
    for (std::size_t n = 0; n < count; ++n) out[n] += taps[i] * in[n + i];
}

}  // namespace

TruePeak::TruePeak() { (void)SharedInterpolator(); }  // made here rather than in a frame

void TruePeak::Process(std::span<const float> block, std::size_t stride) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < block.size(); i += stride) samples_[kTaps - 1 + count++] = block[i];
  const float block_peak = LargestMagnitude(samples_.data() + kTaps - 1, count);
  const float loudest = std::max(past_peak_, block_peak);
  peak_ = std::max(peak_, block_peak);
  // Most blocks are too quiet to hold a new peak between their samples.
  const Interpolator& interpolator = SharedInterpolator();
  if (loudest * interpolator.most_gain > peak_) {
    std::array<float, kFloatBlockSamples> between;
    for (const auto& phase : interpolator.phases) {
      Filter(samples_.data(), phase.data(), between.data(), count);
      peak_ = std::max(peak_, LargestMagnitude(between.data(), count));
    }
  }
  std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(count), kTaps - 1, samples_.begin());
  past_peak_ = LargestMagnitude(samples_.data(), kTaps - 1);
}

void TruePeak::Reset() { *this = TruePeak(); }

}  // namespace ossicle::dsp
