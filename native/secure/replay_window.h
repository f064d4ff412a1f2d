#pragma once

#include <bitset>
#include <cstdint>

namespace ossicle::secure {

/// Which of the 128 newest indices of a stream have come (RFC 3711 section 3.3.2; the least it asks for is 64).
/// What is older counts as having come.
class ReplayWindow {
 public:
  static constexpr std::int64_t kSize = 128;

  bool started() const { return highest_ >= 0; }
  /// -1 before the first.
  std::int64_t highest() const { return highest_; }

  bool IsNew(std::int64_t index) const {
    if (index > highest_) return true;
    const std::int64_t age = highest_ - index;
    return age < kSize && !seen_[static_cast<std::size_t>(age)];
  }

  void Mark(std::int64_t index) {
    if (index > highest_) {
      const std::int64_t step = index - highest_;
      if (step < kSize)
        seen_ <<= static_cast<std::size_t>(step);
      else
        seen_.reset();
      highest_ = index;
    }
    const std::int64_t age = highest_ - index;
    if (age < kSize) seen_.set(static_cast<std::size_t>(age));
  }

 private:
  std::int64_t highest_ = -1;
  std::bitset<kSize> seen_;  ///< Bit n: highest_ - n has come.
};

}  // namespace ossicle::secure
