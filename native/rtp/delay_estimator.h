#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/time.h"

namespace ossicle::rtp {

/// Finds how much delay a stream's arrival times ask for. A packet's transit time (arrival minus media time, up to a
/// constant) less the smallest of the four seconds before it, or after it where that is larger, is its excess: so a new
/// route or a drifting clock is not taken for jitter. The target is the least delay at which the
/// packets of a window of the past would have cost no more than a small share of the audio in concealment, and a
/// small share in stretching. The window is the last ten seconds, and less when the network changes: when its last
/// blocks of packets are all calmer than chance allows, what was before is forgotten.
class DelayEstimator {
 public:
  struct Bounds {
    Duration min;
    Duration max;
    std::optional<Duration> fixed;
    /// Share of the audio that may be concealed for want of delay.
    float concealment_budget = 0.006f;
    /// Share of the audio by which stretching may wait for packets.
    float stretch_budget = 0.008f;
  };
  explicit DelayEstimator(const Bounds& bounds);

  void Add(Duration transit, Instant arrival);
  void NoteLost(std::uint64_t packets);
  /// Smallest recent transit time.
  Duration base() const { return base_; }
  Duration target() const { return target_; }
  /// What the target would be without bounds.
  Duration minimum() const { return minimum_; }
  bool started() const { return count_ > 0; }
  /// Share of the window's packets with more excess than this.
  float ShareBeyond(Duration excess) const;
  /// Share of packets that never came, recently.
  float lost_share() const { return lost_share_; }
  void Reset();

 private:
  static constexpr std::size_t kWindow = 512;
  static constexpr std::size_t kBlock = 10;
  static constexpr std::size_t kBlocks = kWindow / kBlock;
  static constexpr std::size_t kSpans = 8;
  struct Span {
    std::int64_t index = INT64_MIN;
    Duration smallest = Duration::max();
    std::size_t packets = 0;
  };
  void UpdateBase(Duration transit, Instant arrival);
  void LowerRecent(std::int32_t rise, std::size_t packets);
  void Store(Duration excess);
  void UpdateTarget();
  void ForgetWhatChanged();
  bool Affordable(std::int32_t delay) const;
  /// Sum over the window of how far transits lie above `from`, at most `most` each.
  std::int32_t SumBeyond(std::int32_t from, std::int32_t most) const;
  std::int16_t& At(std::size_t age) { return excesses_[(next_ + kWindow - 1 - age) % kWindow]; }

  Bounds bounds_;
  Duration base_{};
  Duration target_{}, minimum_{};
  std::array<std::int16_t, kWindow> excesses_{};  ///< Ring, in 1/8 ms.
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::size_t until_update_ = 0;
  std::array<Span, kSpans> spans_{};  ///< Ring of minima, one per span of time.
  float lost_share_ = 0;
};

}  // namespace ossicle::rtp
