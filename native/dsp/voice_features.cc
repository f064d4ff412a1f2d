#include "dsp/voice_features.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ossicle::dsp {
namespace {

constexpr float kLowestHz = 80, kHighestHz = 3800;
constexpr std::size_t kLeastLag = 20;   // 400 Hz
constexpr std::size_t kMostLag = 120;   // 67 Hz
/// Power of a bin, about that of the rounding of 16-bit samples: keeps logarithms finite.
constexpr float kLeastPower = 10.0f;
constexpr int kFloorFrames = 25;        // 0.4 s a slot
constexpr float kMeanRise = 0.03f;      // half a second of louder sound
constexpr float kMeanFall = 0.003f;     // five seconds of quieter sound
constexpr float kFullScaleLog = 27.2f;  // of a full-scale sine, about

float Mel(float hz) { return 1127.0f * std::log(1.0f + hz / 700.0f); }

}  // namespace

VoiceFeatures::VoiceFeatures() : fft_(kWindow) {
  for (std::size_t i = 0; i < kWindow; ++i) {
    const double turn = 2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / kWindow;
    window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
  }
  for (std::size_t lag = 0; lag < kWindow; ++lag) {
    double sum = 0, all = 0;
    for (std::size_t i = 0; i < kWindow; ++i) {
      all += double{window_[i]} * window_[i];
      sum += double{window_[i]} * window_[(i + lag) % kWindow];
    }
    window_correlation_[lag] = static_cast<float>(sum / all);
  }
  const float lowest = Mel(kLowestHz), step = (Mel(kHighestHz) - lowest) / (kBands - 1);
  for (std::size_t bin = 0; bin < band_of_bin_.size(); ++bin)
    band_of_bin_[bin] = (Mel(static_cast<float>(bin) * kRateHz / kWindow) - lowest) / step;
  Reset();
}

void VoiceFeatures::Reset() {
  history_.fill(0);
  last_bands_.fill(0);
  floor_slots_.fill(1e9f);
  floor_slot_ = 0;
  floor_age_ = 0;
  floor_ = mean_ = 0;
  started_ = false;
}

VoiceFeatures::Vector VoiceFeatures::Process(std::span<const float, kHop> hop) {
  std::copy(history_.begin() + kHop, history_.end(), history_.begin());
  std::copy(hop.begin(), hop.end(), history_.begin() + (kWindow - kHop));
  for (std::size_t i = 0; i < kWindow; ++i) work_[i] = history_[i] * window_[i];
  fft_.Forward(work_, re_, im_);
  for (std::size_t k = 0; k < power_.size(); ++k) power_[k] = re_[k] * re_[k] + im_[k] * im_[k];
  MeasureBands();

  float level = 0, log_sum = 0, change = 0;
  for (std::size_t b = 0; b < kBands; ++b) {
    level += std::exp(bands_[b]);
    log_sum += bands_[b];
    change += std::abs(bands_[b] - last_bands_[b]);
  }
  const float flatness = log_sum / kBands - std::log(level / kBands);
  level = std::log(level);
  if (!started_) change = 0;
  TrackLevels(level);

  Vector out;
  for (std::size_t b = 0; b < kBands; ++b) out[b] = (bands_[b] - mean_ + 4) / 4;
  out[kBands] = (level - floor_) / 4 - 1;
  out[kBands + 1] = (level - mean_) / 3;
  out[kBands + 2] = (level - kFullScaleLog) / 6 + 1;
  out[kBands + 3] = change / kBands - 1;
  out[kBands + 4] = flatness / 2 + 1;
  FindPeriod(&out[kBands + 5], &out[kBands + 6]);
  last_bands_ = bands_;
  started_ = true;
  return out;
}

/// Triangular bands: each bin is shared by the two centres it lies between.
void VoiceFeatures::MeasureBands() {
  bands_.fill(kLeastPower);
  for (std::size_t bin = 1; bin < power_.size(); ++bin) {
    const float place = band_of_bin_[bin];
    if (place <= -1 || place >= kBands) continue;
    const float below = std::floor(place), share = place - below;
    const int low = static_cast<int>(below);
    if (low >= 0) bands_[static_cast<std::size_t>(low)] += (1 - share) * power_[bin];
    if (low + 1 < static_cast<int>(kBands)) bands_[static_cast<std::size_t>(low + 1)] += share * power_[bin];
  }
  for (float& band : bands_) band = std::log(band);
}

void VoiceFeatures::TrackLevels(float level) {
  if (!started_) mean_ = level;
  mean_ += (level > mean_ ? kMeanRise : kMeanFall) * (level - mean_);
  if (++floor_age_ > kFloorFrames) {
    floor_age_ = 1;
    floor_slot_ = (floor_slot_ + 1) % kFloorSlots;
    floor_slots_[floor_slot_] = level;
  }
  floor_slots_[floor_slot_] = std::min(floor_slots_[floor_slot_], level);
  floor_ = *std::min_element(floor_slots_.begin(), floor_slots_.end());
}

/// The autocorrelation is the transform of the power spectrum. It wraps round, which the window's own makes up for.
void VoiceFeatures::FindPeriod(float* strength, float* lag) {
  im_.fill(0);
  fft_.Inverse(power_, im_, work_);
  const float all = work_[0] + kLeastPower;
  float best = 0;
  std::size_t best_lag = kLeastLag;
  for (std::size_t k = kLeastLag; k <= kMostLag; ++k) {
    const float correlation = work_[k] / (all * std::max(window_correlation_[k], 0.1f));
    if (correlation > best && work_[k] >= work_[k - 1] && work_[k] >= work_[k + 1]) {
      best = correlation;
      best_lag = k;
    }
  }
  *strength = 2 * best - 1;
  *lag = std::log2(static_cast<float>(best_lag) / 50.0f);
}

}  // namespace ossicle::dsp
