#pragma once

#include <vector>

#include "core/frame.h"

namespace ossicle::dsp {

/// Sums the frames of a session and gives each member the sum without its own frame (mix-minus).
/// Sums are exact 32-bit integers (65 536 full-scale members fit), so taking a member's frame out again leaves not
/// a trace of it; only the result is limited, to the 16-bit range. A lone speaker passes bit for bit.
/// Order per tick: Clear, Add for each who is heard, then Sum or SumWithout for each who listens.
class Mixer {
 public:
  explicit Mixer(std::size_t frame_samples);

  std::size_t frame_samples() const { return total_.size(); }

  /// Begins the next tick.
  void Clear();
  /// Adds a member. Frames shorter than frame_samples() count as followed by silence; longer ones are cut.
  void Add(ConstSamples in);
  /// What someone hears who said nothing. Writes min(out.size(), frame_samples()) samples.
  void Sum(Samples out) const;
  /// What a member hears: all but `own`, which must be the very frame it gave to Add.
  void SumWithout(ConstSamples own, Samples out) const;

 private:
  std::vector<std::int32_t> total_;
};

}  // namespace ossicle::dsp
