#include "dsp/soft_limiter.h"

#include <algorithm>
#include <cmath>

#include "core/target_clones.h"
#include "dsp/mix_kernels.h"

namespace ossicle::dsp {
namespace {

constexpr float kNear = 0.89f;        // -1 dB: a peak so close to the ceiling keeps the gain down
constexpr float kFallPerBlock = 0.2f;  // 1 to 0 in 5 ms
constexpr float kHoldSeconds = 0.06f;
constexpr float kReleaseSeconds = 0.25f;
constexpr float kAsGoodAsOne = 0.9999f;

OSSICLE_TARGET_CLONES
void MultiplyByLine(float* samples, std::size_t count, float from, float to) {
  const float step = (to - from) / static_cast<float>(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] *= from + step * static_cast<float>(static_cast<int>(i));
}

}  // namespace

SoftLimiter::SoftLimiter(int sample_rate_hz, std::size_t frame_samples, int channels)
    : frame_samples_(frame_samples),
      block_samples_(static_cast<std::size_t>(std::max(sample_rate_hz / 1000, 1))),
      channels_(static_cast<std::size_t>(channels)),
      hold_samples_(static_cast<int>(kHoldSeconds * static_cast<float>(sample_rate_hz))) {
  release_ = std::exp(-static_cast<float>(block_samples_) / (kReleaseSeconds * static_cast<float>(sample_rate_hz)));
  needs_.resize((frame_samples + block_samples_ - 1) / block_samples_);
  peaks_.resize(needs_.size());
  gains_.resize(needs_.size() + 1);
}

bool SoftLimiter::Holds(State& state, float peak) const {
  const int frame = static_cast<int>(frame_samples_);
  if (peak >= kCeiling * kNear) {
    state.hold_samples = hold_samples_;
    return true;
  }
  if (state.hold_samples < frame) return false;
  state.hold_samples -= frame;
  return true;
}

void SoftLimiter::Process(State& state, std::span<float> frame) {
  if (frame.size() != frame_samples_ * channels_ || frame.empty()) return;
  FindNeeds(frame);
  PlanGains(state);
  Apply(frame);
}

void SoftLimiter::FindNeeds(std::span<const float> frame) {
  const std::size_t length = block_samples_ * channels_;
  for (std::size_t k = 0; k < needs_.size(); ++k) {
    const auto block = frame.subspan(k * length, std::min(length, frame.size() - k * length));
    peaks_[k] = LargestMagnitude(block.data(), block.size());
    needs_[k] = peaks_[k] > kCeiling ? kCeiling / peaks_[k] : 1.0f;
  }
}

// A line between two gains that are both low enough for a block is low enough throughout it.
void SoftLimiter::PlanGains(State& state) {
  float most = 1;
  for (std::size_t k = needs_.size(); k-- > 0;) {
    most = gains_[k + 1] = std::min(needs_[k], most);
    most = std::min(needs_[k], most + kFallPerBlock);
  }
  gains_[0] = state.gain;
  for (std::size_t k = 0; k < needs_.size(); ++k) {
    float risen = gains_[k];
    if (peaks_[k] * gains_[k] >= kCeiling * kNear)
      state.hold_samples = hold_samples_;
    else if (state.hold_samples > 0)
      state.hold_samples -= static_cast<int>(block_samples_);
    else
      risen = 1 - (1 - risen) * release_;
    gains_[k + 1] = std::min(gains_[k + 1], risen > kAsGoodAsOne ? 1.0f : risen);
  }
  state.gain = gains_[needs_.size()];
}

void SoftLimiter::Apply(std::span<float> frame) const {
  const std::size_t length = block_samples_ * channels_;
  std::size_t at = 0;
  float from = gains_[0];
  if (from > needs_[0]) {  // too late to begin before the frame: fall until the first sample that is too loud
    while (std::fabs(frame[at]) * from <= kCeiling && at + 1 < std::min(length, frame.size())) ++at;
    if (at > 0) MultiplyByLine(frame.data(), at, from, needs_[0]);
    from = needs_[0];
  }
  for (std::size_t k = 0; k < needs_.size(); ++k) {
    const std::size_t end = std::min((k + 1) * length, frame.size());
    MultiplyByLine(frame.data() + at, end - at, from, gains_[k + 1]);
    from = gains_[k + 1];
    at = end;
  }
}

}  // namespace ossicle::dsp
