#include "dsp/loudness_meter.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/float_blocks.h"

namespace ossicle::dsp {
namespace {

constexpr std::size_t kStepsPerSecond = 10;
// BS.1770-4 annex 1: the second gate. EBU Tech 3342: gate and fractions of the range.
constexpr double kRelativeGateLu = 10;
constexpr double kRangeGateLu = 20, kRangeLow = 0.10, kRangeHigh = 0.95;

}  // namespace

LoudnessMeter::LoudnessMeter(int sample_rate_hz, std::size_t channels)
    : sample_rate_hz_(static_cast<std::size_t>(sample_rate_hz)), channels_(channels, Channel(sample_rate_hz)) {
  missing_samples_ = step_samples_ = NextStepSamples();
}

template <typename T>
void LoudnessMeter::Take(std::span<const T> frame) {
  non_finite_samples_ += ForEachFloatBlock(frame, [this](std::span<const float> block) {
    while (!block.empty()) {
      const std::size_t count = std::min(block.size(), missing_samples_ * channels());
      TakeBlock(block.first(count));
      block = block.subspan(count);
    }
  });
}

void LoudnessMeter::TakeBlock(std::span<const float> block) {
  for (std::size_t i = 0; i < channels(); ++i) {
    const auto own = block.subspan(i);
    energy_ += channels_[i].weighting.Energy(own, channels());
    channels_[i].true_peak.Process(own, channels());
  }
  missing_samples_ -= block.size() / channels();
  if (missing_samples_ == 0) EndStep();
}

void LoudnessMeter::EndStep() {
  step_power_[steps_++ % kShortTermSteps] = energy_ / static_cast<double>(step_samples_);
  energy_ = 0;
  missing_samples_ = step_samples_ = NextStepSamples();
  if (steps_ >= kMomentarySteps) momentary_.Add(MeanPower(kMomentarySteps));
  if (steps_ >= kShortTermSteps) short_term_.Add(MeanPower(kShortTermSteps));
}

/// Steps end at whole samples, also where 100 ms are none (11 025 Hz); none drifts.
std::size_t LoudnessMeter::NextStepSamples() {
  const std::uint64_t in_second = steps_ % kStepsPerSecond;
  return (in_second + 1) * sample_rate_hz_ / kStepsPerSecond - in_second * sample_rate_hz_ / kStepsPerSecond;
}

double LoudnessMeter::MeanPower(std::size_t steps) const {
  double sum = 0;
  for (std::size_t i = 1; i <= std::min<std::uint64_t>(steps, steps_); ++i)
    sum += step_power_[(steps_ - i) % kShortTermSteps];
  return sum / static_cast<double>(steps);
}

float LoudnessMeter::Lufs(double power) {
  return power > 0 ? std::max(static_cast<float>(PowerToLufs(power)), kLevelFloorDbfs) : kLevelFloorDbfs;
}

float LoudnessMeter::integrated_lufs() const { return Lufs(momentary_.GatedMean(kRelativeGateLu)); }

float LoudnessMeter::loudness_range_lu() const {
  return static_cast<float>(short_term_.Range(kRangeGateLu, kRangeLow, kRangeHigh));
}

float LoudnessMeter::true_peak_dbtp() const {
  float peak = 0;
  for (const Channel& channel : channels_) peak = std::max(peak, channel.true_peak.peak());
  return peak > 0 ? std::max(20 * std::log10(peak), kLevelFloorDbfs) : kLevelFloorDbfs;
}

void LoudnessMeter::Reset() {
  for (Channel& channel : channels_) {
    channel.weighting.Reset();
    channel.true_peak.Reset();
  }
  step_power_.fill(0);
  steps_ = 0;
  energy_ = 0;
  missing_samples_ = step_samples_ = NextStepSamples();
  momentary_.Reset();
  short_term_.Reset();
  non_finite_samples_ = 0;
}

template void LoudnessMeter::Take(std::span<const Sample>);
template void LoudnessMeter::Take(std::span<const float>);

}  // namespace ossicle::dsp
