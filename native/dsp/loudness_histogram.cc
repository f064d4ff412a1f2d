#include "dsp/loudness_histogram.h"

#include <algorithm>
#include <cmath>

namespace ossicle::dsp {
namespace {

constexpr double kOffsetLu = -0.691;  // makes a sine of 997 Hz at full scale -3.01 LUFS

}  // namespace

double PowerToLufs(double power) { return kOffsetLu + 10 * std::log10(power); }
double LufsToPower(double lufs) { return std::pow(10.0, (lufs - kOffsetLu) / 10); }

std::size_t LoudnessHistogram::StepOf(double lufs) {
  const double step = (lufs - kGateLufs) / kStepLu;
  return static_cast<std::size_t>(std::clamp(step, 0.0, double{kSteps - 1}));
}

void LoudnessHistogram::Add(double power) {
  if (!(power > LufsToPower(kGateLufs))) return;
  for (Step* step : {&steps_[StepOf(PowerToLufs(power))], &all_}) {
    ++step->blocks;
    step->power += power;
  }
}

std::size_t LoudnessHistogram::FirstStep(double below_lu) const {
  return StepOf(PowerToLufs(all_.power / static_cast<double>(all_.blocks)) - below_lu);
}

double LoudnessHistogram::GatedMean(double below_lu) const {
  if (all_.blocks == 0) return 0;
  Step sum;
  for (std::size_t i = FirstStep(below_lu); i < kSteps; ++i) {
    sum.blocks += steps_[i].blocks;
    sum.power += steps_[i].power;
  }
  return sum.power / static_cast<double>(sum.blocks);
}

double LoudnessHistogram::Range(double below_lu, double low, double high) const {
  if (all_.blocks == 0) return 0;
  const std::size_t first = FirstStep(below_lu);
  std::uint64_t blocks = 0;
  for (std::size_t i = first; i < kSteps; ++i) blocks += steps_[i].blocks;
  const auto loudness_at = [&](double fraction) {
    auto rank = static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(blocks - 1)));
    std::size_t i = first;
    while (rank >= steps_[i].blocks) rank -= steps_[i++].blocks;
    return PowerToLufs(steps_[i].power / static_cast<double>(steps_[i].blocks));
  };
  return loudness_at(high) - loudness_at(low);
}

}  // namespace ossicle::dsp
