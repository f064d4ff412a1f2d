#pragma once

#include <cstddef>

#include "core/frame.h"

namespace ossicle::dsp {

/// Makes speech longer or shorter by one pitch period, which keeps its pitch: the signal is left at one place and
/// joined where it looks the same a period later or earlier, with a cross-fade (waveform-similarity overlap-add).
/// Works in place, in one call, without state, memory or latency; what comes after the joint is unchanged.
class TimeStretch {
 public:
  explicit TimeStretch(int sample_rate_hz);

  /// Takes a period of at most `most` samples out at samples[at]; what follows moves forward. Returns how many were
  /// taken out; 0 when no joint would be smooth, unless `anyhow`, or `most` is less than a period.
  std::size_t Shorten(Samples samples, std::size_t at, std::size_t most, bool anyhow = false) const;

  /// Puts a period in at samples[at], made of what stands before and after it. `samples` has `used` samples and room
  /// behind them. Returns how many were put in; 0 when no joint would be smooth or there is no room.
  std::size_t Lengthen(Samples samples, std::size_t used, std::size_t at) const;

  /// Longest period.
  std::size_t longest() const { return longest_; }

 private:
  std::size_t BestLag(const Sample* here, std::ptrdiff_t direction, std::size_t longest, std::size_t overlap,
                      float smooth) const;

  std::size_t shortest_, longest_, overlap_, stride_;
};

}  // namespace ossicle::dsp
