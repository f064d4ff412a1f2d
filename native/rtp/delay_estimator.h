#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/time.h"

namespace ossicle::rtp {

/// Finds how much delay a stream's arrival times ask for. Each packet's transit time (arrival minus media time, up to a
/// constant) is compared with the smallest of the last ten seconds; the target is a high quantile of that
/// excess. Packets beyond the present target weigh more, so the target rises fast, and the past fades with a time
/// constant of some 500 packets, so it falls slowly.
class DelayEstimator {
 public:
  struct Bounds {
    Duration min;
    Duration max;
    std::optional<Duration> fixed;
  };
  explicit DelayEstimator(const Bounds& bounds);

  void Add(Duration transit, Instant arrival);
  /// Smallest recent transit time.
  Duration base() const { return base_; }
  Duration target() const { return target_; }
  bool started() const { return samples_ > 0; }
  void Reset();

 private:
  static constexpr std::size_t kBins = 100;
  static constexpr std::size_t kSpans = 8;
  struct Span {
    std::int64_t index = INT64_MIN;
    Duration smallest = Duration::max();
  };
  void UpdateBase(Duration transit, Instant arrival);
  void UpdateTarget(Duration excess);

  Bounds bounds_;
  Duration bin_width_;
  Duration base_{};
  Duration target_{};
  std::int64_t samples_ = 0;
  std::array<float, kBins> share_{};  ///< Of packets, by excess transit time; sums to 1.
  std::size_t highest_ = 0;           ///< Bins above are empty.
  std::array<Span, kSpans> spans_{};  ///< Ring of minima, one per span of time.
};

}  // namespace ossicle::rtp
