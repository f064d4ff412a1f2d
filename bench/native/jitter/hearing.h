// Reads delay from the audio: each 5 ms of what was sent are searched for, sample for sample, in what was heard.
#pragma once

#include <algorithm>
#include <vector>

#include "jitter/network.h"
#include "jitter/speech.h"

namespace jitter {

struct Heard {
  double delay_ms = 0;  ///< Mean, from the moment a sample could have left its sender.
  double unheard = 0;   ///< Share of what was sent that is not found again: lost, or under a joint.
};

/// `heard` begins at `first_ms` on the trace's time line.
inline Heard Listen(const Trace& trace, const std::vector<ossicle::Sample>& sent,
                    const std::vector<ossicle::Sample>& heard, double first_ms, double from_ms) {
  constexpr std::ptrdiff_t kWindow = 40, kLongestLag = kRate;
  const auto at_lag = [&](std::ptrdiff_t media, std::ptrdiff_t lag) {
    const std::ptrdiff_t begin = media + lag;
    return begin >= 0 && begin + kWindow <= static_cast<std::ptrdiff_t>(heard.size()) &&
           std::equal(sent.begin() + media, sent.begin() + media + kWindow, heard.begin() + begin);
  };
  double sum = 0;
  int found = 0, windows = 0;
  std::ptrdiff_t lag = 0;
  for (const Flight& flight : trace) {
    if (flight.sent_ms < from_ms || &flight + 75 > &trace.back()) continue;
    for (std::ptrdiff_t part = 0; part < 160; part += kWindow) {
      const std::ptrdiff_t media = flight.number * 160 + part;
      ++windows;
      bool here = at_lag(media, lag);
      for (std::ptrdiff_t other = -kRate / 4; !here && other < kLongestLag; ++other)
        if ((here = at_lag(media, other))) lag = other;
      if (!here) continue;
      ++found;
      sum += first_ms + static_cast<double>(media + lag) / 8 - (flight.sent_ms + static_cast<double>(part) / 8);
    }
  }
  return {found > 0 ? sum / found : 0, 1 - static_cast<double>(found) / std::max(windows, 1)};
}

}  // namespace jitter
