#include "rtp/delay_estimator.h"

#include <algorithm>
#include <cmath>

namespace ossicle::rtp {
namespace {

constexpr Duration kUnit = Microseconds(125);
constexpr std::int32_t kUnitsPerMs = 8;
constexpr Duration kSpanLength = Milliseconds(500);
/// Concealing takes no more than the packet itself, however late it comes. Packets of 20 ms are assumed, here alone.
constexpr std::int32_t kPacket = 20 * kUnitsPerMs;
/// What stretching can wait for a packet.
constexpr std::int32_t kRescue = 12 * kUnitsPerMs;
/// Arrival times are never exact.
constexpr std::int32_t kMargin = 1 * kUnitsPerMs;
constexpr Duration kUnknownTarget = Milliseconds(5);
constexpr std::size_t kFewPackets = 50;
constexpr std::size_t kUpdateEvery = 5;
/// Chance below which calm is a change, not luck.
constexpr float kLuck = 0.005f;
/// The smallest transit rises by so much at a time only when the route has changed; by less, clocks drift.
constexpr Duration kNewRoute = Milliseconds(5);
constexpr float kLossMemory = 1.0f / 256;

std::int32_t Units(Duration d) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(d / kUnit, -INT16_MAX, INT16_MAX));
}

}  // namespace

DelayEstimator::DelayEstimator(const Bounds& bounds) : bounds_(bounds) {
  bounds_.max = std::max(bounds_.max, Milliseconds(1));
  bounds_.min = std::clamp(bounds_.min, Duration::zero(), bounds_.max);
  Reset();
}

void DelayEstimator::Reset() {
  base_ = Duration::zero();
  target_ = bounds_.fixed ? std::clamp(*bounds_.fixed, Duration::zero(), bounds_.max)
                          : std::clamp(kUnknownTarget, bounds_.min, bounds_.max);
  minimum_ = kUnknownTarget;
  next_ = count_ = until_update_ = 0;
  spans_.fill({});
  lost_share_ = 0;
}

void DelayEstimator::Add(Duration transit, Instant arrival) {
  UpdateBase(transit, arrival);
  const bool late = transit - base_ > target_ + kUnit * kMargin;
  Store(transit - base_);
  lost_share_ -= lost_share_ * kLossMemory;
  if (!late && until_update_ > 0) {
    --until_update_;
    return;
  }
  until_update_ = kUpdateEvery - 1;
  UpdateTarget();
}

void DelayEstimator::NoteLost(std::uint64_t packets) {
  for (std::uint64_t i = std::min<std::uint64_t>(packets, 64); i > 0; --i)
    lost_share_ += (1 - lost_share_) * kLossMemory;
}

void DelayEstimator::UpdateBase(Duration transit, Instant arrival) {
  constexpr auto kCount = static_cast<std::int64_t>(kSpans);
  const std::int64_t index = arrival.time_since_epoch() / kSpanLength;
  Span& span = spans_[static_cast<std::size_t>((index % kCount + kCount) % kCount)];
  if (span.index != index) span = {.index = index};
  span.smallest = std::min(span.smallest, transit);
  Duration smallest = transit;
  std::size_t packets = 0;
  for (const Span& other : spans_) {
    if (other.index <= index - kCount) continue;
    smallest = std::min(smallest, other.smallest);
    packets += other.packets;
  }
  ++span.packets;
  if (count_ > 0 && smallest - base_ > kNewRoute) LowerRecent(Units(smallest - base_), packets);
  base_ = smallest;
}

void DelayEstimator::LowerRecent(std::int32_t rise, std::size_t packets) {
  for (std::size_t age = 0; age < std::min(packets, count_); ++age)
    At(age) = static_cast<std::int16_t>(std::max(At(age) - rise, 0));
}

void DelayEstimator::Store(Duration excess) {
  excesses_[next_] = static_cast<std::int16_t>(std::clamp(excess / kUnit, std::int64_t{0}, std::int64_t{INT16_MAX}));
  next_ = (next_ + 1) % kWindow;
  count_ = std::min(count_ + 1, kWindow);
  if (next_ % kBlock == 0) ForgetWhatChanged();
}

// Were the network the same throughout, the blocks with the worst packets would lie anywhere in the window. When all
// that are worse than the last `recent` blocks lie before those, the chance of it is computed; a small one means that
// the network has changed.
void DelayEstimator::ForgetWhatChanged() {
  const std::size_t blocks = count_ / kBlock;
  std::array<std::int16_t, kBlocks> worst;
  for (std::size_t block = 0; block < blocks; ++block) {
    worst[block] = INT16_MIN;
    for (std::size_t i = 0; i < kBlock; ++i) worst[block] = std::max(worst[block], At(block * kBlock + i));
  }
  std::int32_t calm = INT16_MIN;
  for (std::size_t recent = 1; recent < blocks; ++recent) {
    calm = std::max<std::int32_t>(calm, worst[recent - 1]);
    const auto worse = std::count_if(worst.begin() + static_cast<std::ptrdiff_t>(recent),
                                     worst.begin() + static_cast<std::ptrdiff_t>(blocks),
                                     [&](std::int32_t value) { return value > calm + kUnitsPerMs; });
    float luck = 1;
    for (std::ptrdiff_t i = 0; i < worse && luck > 0; ++i)
      luck *= 1 - static_cast<float>(recent) / static_cast<float>(blocks - static_cast<std::size_t>(i));
    if (luck >= kLuck) continue;
    count_ = recent * kBlock;
    return;
  }
}

std::int32_t DelayEstimator::SumBeyond(std::int32_t from, std::int32_t most) const {
  const auto sum = [&](std::size_t begin, std::size_t end) {
    std::int32_t total = 0;
    for (std::size_t i = begin; i < end; ++i) total += std::clamp(excesses_[i] - from, 0, most);
    return total;
  };
  if (count_ <= next_) return sum(next_ - count_, next_);
  return sum(0, next_) + sum(kWindow - (count_ - next_), kWindow);
}

bool DelayEstimator::Affordable(std::int32_t delay) const {
  const float all = static_cast<float>(kPacket) * static_cast<float>(count_);
  return static_cast<float>(SumBeyond(delay, kRescue)) <= bounds_.stretch_budget * all &&
         static_cast<float>(SumBeyond(delay + kRescue, kPacket)) <= bounds_.concealment_budget * all;
}

void DelayEstimator::UpdateTarget() {
  std::int32_t low = -1, high = Units(bounds_.max);  // the smallest that is affordable lies in (low, high]
  while (high - low > kUnitsPerMs / 2) {
    const std::int32_t middle = low + (high - low) / 2;
    (Affordable(middle) ? high : low) = middle;
  }
  minimum_ = kUnit * (high + kMargin);
  if (count_ < kFewPackets) minimum_ = std::max(minimum_, kUnknownTarget);
  if (!bounds_.fixed) target_ = std::clamp(minimum_, bounds_.min, bounds_.max);
}

float DelayEstimator::ShareBeyond(Duration excess) const {
  if (count_ == 0) return 0;
  return static_cast<float>(SumBeyond(Units(excess), 1)) / static_cast<float>(count_);
}

}  // namespace ossicle::rtp
