#include "dsp/speech_level_meter.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/float_blocks.h"

namespace ossicle::dsp {
namespace {

// P.56 section 7, table 1.
constexpr double kTimeConstantSeconds = 0.03;
constexpr double kHangoverSeconds = 0.2;
constexpr double kMarginDb = 15.9;

double Decibels(double power) { return 10 * std::log10(power); }

}  // namespace

SpeechLevelMeter::SpeechLevelMeter(int sample_rate_hz)
    : keep_(std::exp(-1 / (sample_rate_hz * kTimeConstantSeconds))),
      hangover_samples_(static_cast<std::uint64_t>(std::ceil(kHangoverSeconds * sample_rate_hz))) {
  Reset();
}

template <typename T>
void SpeechLevelMeter::Take(std::span<const T> frame) {
  samples_ += frame.size();
  non_finite_samples_ += ForEachFloatBlock(frame, [this](std::span<const float> block) { Follow(block); });
}

void SpeechLevelMeter::Follow(std::span<const float> block) {
  double average = average_, sum = 0;
  for (const float sample : block) {
    const double x = double{sample};
    sum += x * x;
    average = std::fabs(x) + (average - std::fabs(x)) * keep_;
    envelope_ = average + (envelope_ - average) * keep_;
    // The envelope is slow, so it stays within an octave for long; only its leaving one is work.
    if (envelope_ < lower_ || envelope_ >= upper_) {
      CountRun(activities_, reached_, run_, hangover_samples_);
      run_ = 0;
      FindOctave();
    }
    ++run_;
  }
  average_ = average;
  sum_of_squares_ += sum;
}

void SpeechLevelMeter::FindOctave() {
  reached_ = 0;
  lower_ = 0;
  upper_ = std::ldexp(1.0, kLowestOctave);
  while (reached_ < kThresholds && envelope_ >= upper_) {
    lower_ = upper_;
    upper_ = ++reached_ < kThresholds ? 2 * upper_ : HUGE_VAL;
  }
}

void SpeechLevelMeter::CountRun(std::array<Activity, kThresholds>& activities, std::size_t reached, std::uint64_t run,
                                std::uint64_t hangover_samples) {
  for (std::size_t i = 0; i < kThresholds; ++i) {
    Activity& activity = activities[i];
    const std::uint64_t active = i < reached ? run : std::min(run, hangover_samples - activity.hangover);
    activity.samples += active;
    activity.hangover = i < reached ? 0 : activity.hangover + active;
  }
}

SpeechLevelMeter::Reading SpeechLevelMeter::Read() const {
  std::array<Activity, kThresholds> activities = activities_;
  CountRun(activities, reached_, run_, hangover_samples_);
  if (activities.front().samples == 0 || sum_of_squares_ <= 0) return {kLevelFloorDbfs, kLevelFloorDbfs, 0};

  const double all = Decibels(sum_of_squares_ / static_cast<double>(samples_));
  double active = all, above = 0;  // of the threshold before: the active level, and its distance to the threshold
  for (std::size_t i = 0; i < kThresholds && activities[i].samples > 0; ++i) {
    const double level = Decibels(sum_of_squares_ / static_cast<double>(activities[i].samples));
    const double distance = level - 2 * Decibels(std::ldexp(1.0, kLowestOctave + static_cast<int>(i)));
    if (distance <= kMarginDb) {
      active = i == 0 ? level : active + (level - active) * (above - kMarginDb) / (above - distance);
      break;
    }
    active = level;
    above = distance;
  }
  const double factor = std::min(std::pow(10.0, (all - active) / 10), 1.0);
  const auto floored = [](double level) { return std::max(static_cast<float>(level), kLevelFloorDbfs); };
  return {floored(active), floored(all), static_cast<float>(factor)};
}

void SpeechLevelMeter::Reset() {
  activities_.fill({.samples = 0, .hangover = hangover_samples_});
  average_ = envelope_ = 0;
  run_ = 0;
  FindOctave();
  sum_of_squares_ = 0;
  samples_ = 0;
  non_finite_samples_ = 0;
}

template void SpeechLevelMeter::Take(std::span<const Sample>);
template void SpeechLevelMeter::Take(std::span<const float>);

}  // namespace ossicle::dsp
