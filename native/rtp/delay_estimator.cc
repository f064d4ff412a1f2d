#include "rtp/delay_estimator.h"

#include <algorithm>

namespace ossicle::rtp {
namespace {

constexpr Duration kSpanLength = Milliseconds(1250);
constexpr float kSlowestShare = 1.0f / 500.0f;
/// Packets that come after the present target count as several, so growth is a matter of a few of them.
constexpr float kLateWeight = 3.0f;
/// Share of packets (weighed so) that may come after the target.
constexpr float kMissShare = 0.03f;
/// So small a share moves no quantile; dropping it keeps the bins of a clean stream few.
constexpr float kForgottenShare = 1e-6f;

}  // namespace

DelayEstimator::DelayEstimator(const Bounds& bounds) : bounds_(bounds) {
  bounds_.max = std::max(bounds_.max, Milliseconds(1));
  bounds_.min = std::clamp(bounds_.min, Duration::zero(), bounds_.max);
  bin_width_ = std::max(bounds_.max / static_cast<std::int64_t>(kBins), Duration(1));
  Reset();
}

void DelayEstimator::Reset() {
  base_ = Duration::zero();
  target_ = bounds_.fixed ? std::clamp(*bounds_.fixed, Duration::zero(), bounds_.max) : bounds_.min;
  samples_ = 0;
  share_.fill(0.0f);
  highest_ = 0;
  spans_.fill({});
}

void DelayEstimator::Add(Duration transit, Instant arrival) {
  UpdateBase(transit, arrival);
  ++samples_;
  if (!bounds_.fixed) UpdateTarget(transit - base_);
}

void DelayEstimator::UpdateBase(Duration transit, Instant arrival) {
  constexpr auto kCount = static_cast<std::int64_t>(kSpans);
  const std::int64_t index = arrival.time_since_epoch() / kSpanLength;
  Span& span = spans_[static_cast<std::size_t>((index % kCount + kCount) % kCount)];
  if (span.index != index) span = {.index = index};
  span.smallest = std::min(span.smallest, transit);
  base_ = transit;
  for (const Span& other : spans_)
    if (other.index > index - kCount) base_ = std::min(base_, other.smallest);
}

void DelayEstimator::UpdateTarget(Duration excess) {
  const auto bin = std::min<std::size_t>(static_cast<std::size_t>(excess / bin_width_), kBins - 1);
  float share = std::max(1.0f / static_cast<float>(samples_), kSlowestShare);
  if (excess > target_) share = std::min(share * kLateWeight, 1.0f);
  for (std::size_t i = 0; i <= highest_; ++i) share_[i] *= 1.0f - share;
  share_[bin] += share;
  highest_ = std::max(highest_, bin);
  while (highest_ > 0 && share_[highest_] < kForgottenShare) share_[highest_--] = 0;

  float beyond = 0;
  std::size_t edge = highest_ + 1;
  while (edge > 1 && beyond + share_[edge - 1] <= kMissShare) beyond += share_[--edge];
  target_ = std::clamp(bin_width_ * static_cast<std::int64_t>(edge), bounds_.min, bounds_.max);
}

}  // namespace ossicle::rtp
