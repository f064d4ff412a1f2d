// A thread that only keeps time, to tell what the machine itself misses: wakes every 5 ms like a media thread and notes
// when it was late.
//
//   bench_timekeeper MILLISECONDS
//
// Prints one line of JSON: wakes a whole period of 20 ms late, and the time between every fourth wake, which is when a
// session of ours would send.
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr std::int64_t kSlot = 5'000'000;
constexpr int kSlotsPerPeriod = 4;

std::int64_t Now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

double Quantile(const std::vector<double>& sorted, double share) {
  return sorted[std::min(static_cast<std::size_t>(share * static_cast<double>(sorted.size())), sorted.size() - 1)];
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t wakes = argc == 2 ? std::atoll(argv[1]) * 1'000'000 / kSlot : 0;
  if (wakes < 2 * kSlotsPerPeriod) {
    std::fprintf(stderr, "usage: bench_timekeeper MILLISECONDS (at least 40)\n");
    return 2;
  }
  std::vector<double> gaps_ms;
  gaps_ms.reserve(static_cast<std::size_t>(wakes));
  int missed = 0;
  std::int64_t last = 0;
  const std::int64_t start = Now();
  for (std::int64_t i = 0; i < wakes; ++i) {
    const std::int64_t due = start + i * kSlot;
    const timespec t{due / 1'000'000'000, due % 1'000'000'000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr);
    const std::int64_t now = Now();
    if (now - due >= kSlotsPerPeriod * kSlot) ++missed;
    if (i % kSlotsPerPeriod != 0) continue;
    if (last != 0) gaps_ms.push_back(static_cast<double>(now - last) / 1e6);
    last = now;
  }
  std::sort(gaps_ms.begin(), gaps_ms.end());
  std::printf("{\"missed\":%d,\"gapP50\":%.1f,\"gapP99\":%.1f,\"gapMax\":%.1f}\n", missed, Quantile(gaps_ms, 0.5),
              Quantile(gaps_ms, 0.99), gaps_ms.back());
  return 0;
}
