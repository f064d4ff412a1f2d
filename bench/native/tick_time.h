#pragma once

// What a member of a mix costs per tick.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <vector>

namespace ossicle::bench {

using Clock = std::chrono::steady_clock;

/// Mean over the ticks of a window but the slowest twentieth, in which something else had the core. `source` has the
/// next signal ready before each tick.
template <typename Loop, typename Source>
double NanosecondsPerMember(Loop& loop, Source& source, std::size_t members, Clock::duration window) {
  std::vector<double> ticks_ns;
  Clock::duration busy{};
  while (busy < window) {
    source.Next();
    const Clock::time_point begin = Clock::now();
    loop.Tick(source);
    const Clock::duration tick = Clock::now() - begin;
    busy += tick;
    ticks_ns.push_back(std::chrono::duration<double, std::nano>(tick).count());
  }
  std::sort(ticks_ns.begin(), ticks_ns.end());
  const std::size_t counted = std::max<std::size_t>(ticks_ns.size() * 19 / 20, 1);
  const double sum = std::accumulate(ticks_ns.begin(), ticks_ns.begin() + static_cast<std::ptrdiff_t>(counted), 0.0);
  return sum / static_cast<double>(counted * members);
}

/// One field of the line of JSON.
inline void PrintRounds(const char* name, const std::vector<double>& rounds, int decimals, const char* end) {
  std::printf("\"%s\":[", name);
  for (std::size_t i = 0; i < rounds.size(); ++i) std::printf("%s%.*f", i ? "," : "", decimals, rounds[i]);
  std::printf("]%s", end);
}

}  // namespace ossicle::bench
