#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ossicle::dsp {

/// A place in a chain for one part, which may be filled, emptied and filled anew while the signal runs: the new part
/// hears the signal for two blocks before it is heard, then one block fades from the old to the new. Before the first
/// block it is there at once. An empty place costs nothing and delays nothing.
///
/// Nothing is made or freed here. Who switches hands a part over and collects what has gone, outside of Process.
template <typename Part>
class SwitchedStage {
 public:
  explicit SwitchedStage(std::size_t block_samples) : other_(block_samples) {}

  /// Puts `part` (none: nothing) in the place of the present one. Afterwards `part` is what had been waiting for its
  /// turn and will never be heard.
  void Switch(std::unique_ptr<Part>& part) {
    if (!running_) return part_.swap(part);
    next_.swap(part);
    switching_ = true;
    warming_ = next_ ? kWarmingBlocks : 0;
  }
  /// The part that is no longer heard, if there is one. As long as it is not collected the next switch has to wait.
  std::unique_ptr<Part> TakeRetired() { return std::move(retired_); }
  bool retired() const { return retired_ != nullptr; }

  /// What is here, or will be once it has been faded in; none when the place is empty.
  Part* part() const { return switching_ ? next_.get() : part_.get(); }

  /// Nothing is here, and nothing comes or goes.
  bool empty() const { return !part_ && !switching_; }

  /// Replaces a block; run(Part&, std::span<float>) makes a part process one.
  template <typename Run>
  void Process(std::span<float> block, Run run) {
    running_ = true;
    if (!switching_) {
      if (part_) run(*part_, block);
      return;
    }
    std::copy(block.begin(), block.end(), other_.begin());
    if (part_) run(*part_, block);
    if (next_) run(*next_, std::span<float>(other_));
    if (warming_ > 0) {
      --warming_;
    } else if (!retired_) {
      Fade(block);
    }
  }

  /// Makes both parts forget the signal.
  void Reset() {
    if (part_) part_->Reset();
    if (next_) next_->Reset();
  }

 private:
  static constexpr int kWarmingBlocks = 2;

  void Fade(std::span<float> block) {
    const float step = 1.0f / static_cast<float>(block.size());
    for (std::size_t i = 0; i < block.size(); ++i)
      block[i] += step * static_cast<float>(i + 1) * (other_[i] - block[i]);
    retired_ = std::exchange(part_, std::move(next_));
    switching_ = false;
  }

  std::unique_ptr<Part> part_, next_, retired_;
  std::vector<float> other_;
  bool running_ = false;  ///< A block was processed.
  bool switching_ = false;
  int warming_ = 0;
};

}  // namespace ossicle::dsp
