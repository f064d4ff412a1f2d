#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace bench {

/// Repeats a pass over a whole signal and keeps what one of its frames takes.
class Passes {
 public:
  template <typename Work>
  void Time(std::size_t frames, Work work) {
    const auto begin = Clock::now();
    work();
    us_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / static_cast<double>(frames));
  }

  std::size_t count() const { return us_.size(); }
  /// Microseconds per frame: the median of all passes.
  double Median() {
    const auto middle = us_.begin() + static_cast<std::ptrdiff_t>(us_.size() / 2);
    std::nth_element(us_.begin(), middle, us_.end());
    return us_.empty() ? 0 : *middle;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<double> us_;
};

/// Whether `round_ms` have passed since it was made.
class Round {
 public:
  explicit Round(int round_ms) : end_(std::chrono::steady_clock::now() + std::chrono::milliseconds(round_ms)) {}
  bool over() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace bench
