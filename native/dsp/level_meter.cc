#include "dsp/level_meter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/target_clones.h"
#include "dsp/decibel.h"
#include "dsp/finite.h"

namespace ossicle::dsp {
namespace {

constexpr float kRmsTimeConstantSeconds = 0.125f;
constexpr float kPeakFallDbPerSecond = 20.0f / 1.7f;

OSSICLE_TARGET_CLONES
std::int64_t SumOfSquares(const Sample* in, std::size_t count) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::int32_t{in[i]} * in[i];
  return sum;
}

struct Extent {
  std::int64_t sum_of_squares;
  int largest_magnitude;
};

// Both in one pass: a meter's frame is so short that a second one would cost as much again.
OSSICLE_TARGET_CLONES
Extent Measure(const Sample* in, std::size_t count) {
  std::int64_t sum = 0;
  Sample least = 0, most = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += std::int32_t{in[i]} * in[i];
    least = std::min(least, in[i]);
    most = std::max(most, in[i]);
  }
  return {sum, std::max(-int{least}, int{most})};
}

}  // namespace

float MeanSquare(ConstSamples frame) {
  if (frame.empty()) return 0;
  return static_cast<float>(SumOfSquares(frame.data(), frame.size())) / static_cast<float>(frame.size());
}

float MeanSquareOf(std::span<const float> frame) {
  float sum = 0;
  for (const float x : frame) sum += x * x;
  return frame.empty() ? 0.0f : sum / static_cast<float>(frame.size());
}

void LevelMeter::SetFrameLength(std::size_t samples) {
  if (samples == frame_samples_) return;
  frame_samples_ = samples;
  const float seconds = static_cast<float>(samples) / static_cast<float>(samples_per_second_);
  power_keep_ = std::exp(-seconds / kRmsTimeConstantSeconds);
  peak_keep_ = std::pow(10.0f, -seconds * kPeakFallDbPerSecond / 20.0f);
}

void LevelMeter::Process(ConstSamples frame) {
  if (frame.empty()) return;
  const Extent extent = Measure(frame.data(), frame.size());
  const float mean_square = static_cast<float>(extent.sum_of_squares) / static_cast<float>(frame.size());
  Take(frame.size(), mean_square, static_cast<float>(extent.largest_magnitude));
}

void LevelMeter::Process(std::span<const float> frame) {
  if (frame.empty()) return;
  std::array<float, 256> scaled;
  double sum = 0;
  float peak = 0;
  for (std::size_t at = 0; at < frame.size(); at += scaled.size()) {
    const auto part = frame.subspan(at, std::min(scaled.size(), frame.size() - at));
    non_finite_samples_ += CopyFinite(part, kFullScale, scaled);
    for (const float sample : std::span(scaled).first(part.size())) {
      sum += double{sample} * double{sample};
      peak = std::max(peak, std::fabs(sample));
    }
  }
  Take(frame.size(), static_cast<float>(sum / static_cast<double>(frame.size())), peak);
}

void LevelMeter::Take(std::size_t samples, float power, float peak) {
  SetFrameLength(samples);
  mean_square_ = power + (mean_square_ - power) * power_keep_;
  peak_ = std::max(peak, peak_ * peak_keep_);
}

float LevelMeter::rms_dbfs() const { return std::max(PowerToDbfs(mean_square_), kLevelFloorDbfs); }
float LevelMeter::peak_dbfs() const { return std::max(PowerToDbfs(peak_ * peak_), kLevelFloorDbfs); }

void LevelMeter::Reset() {
  mean_square_ = 0;
  peak_ = 0;
  non_finite_samples_ = 0;
}

}  // namespace ossicle::dsp
