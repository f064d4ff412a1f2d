#pragma once

#include <algorithm>

#include "core/time.h"

namespace ossicle::rtp {

/// How much audio may be stretched: a small share of what has played, saved up for when it is needed.
class StretchBudget {
 public:
  void Earn(Duration played) { saved_ = std::min(saved_ + played / kShare, kMost); }
  void Spend(Duration stretched) { saved_ = std::max(saved_ - stretched, -kMost); }
  /// `reserve`: what must stay for purposes that matter more.
  bool Allows(Duration reserve = Duration::zero()) const { return saved_ > reserve; }
  void Reset() { saved_ = kFirst; }

 private:
  static constexpr std::int64_t kShare = 56;  ///< 1.8 %.
  static constexpr Duration kMost = Milliseconds(240);
  static constexpr Duration kFirst = Milliseconds(100);
  Duration saved_ = kFirst;
};

}  // namespace ossicle::rtp
