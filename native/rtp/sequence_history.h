#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace ossicle::rtp {

/// Which of the 64 newest unwrapped sequence numbers have come.
class SequenceHistory {
 public:
  void Mark(std::int64_t sequence) {
    const std::int64_t step = highest_ ? sequence - *highest_ : kSize;
    if (step > 0) {
      seen_ = (step < kSize ? seen_ << step : 0) | 1;
      highest_ = sequence;
    } else if (-step < kSize) {
      seen_ |= std::uint64_t{1} << -step;
    }
  }

  bool Has(std::int64_t sequence) const {
    if (!highest_) return false;
    const std::int64_t age = *highest_ - sequence;
    return age >= 0 && age < kSize && (seen_ >> age & 1) != 0;
  }

  /// Sequence numbers in [from, to) that never came. Those too old to know count as missing.
  std::uint64_t CountMissing(std::int64_t from, std::int64_t to) const {
    std::uint64_t missing = static_cast<std::uint64_t>(std::max<std::int64_t>(to - kSize - from, 0));
    for (std::int64_t sequence = std::max(from, to - kSize); sequence < to; ++sequence)
      if (!Has(sequence)) ++missing;
    return missing;
  }

  void Reset() { *this = {}; }

 private:
  static constexpr std::int64_t kSize = 64;
  std::optional<std::int64_t> highest_;
  std::uint64_t seen_ = 0;  ///< Bit n: highest - n has come.
};

}  // namespace ossicle::rtp
