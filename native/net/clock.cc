#include "net/clock.h"

namespace ossicle::net {
namespace {

constexpr std::uint64_t kNtpEpochOffsetSeconds = 2'208'988'800;  // 1900 to 1970, RFC 868

std::int64_t WallNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Instant Now() {
  return Instant(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

NtpTime WallClock() {
  const auto wall = static_cast<std::uint64_t>(WallNanoseconds());
  const std::uint64_t seconds = wall / 1'000'000'000 + kNtpEpochOffsetSeconds;
  const std::uint64_t fraction = ((wall % 1'000'000'000) << 32) / 1'000'000'000;
  return {seconds << 32 | fraction};
}

Duration WallClockOffset() { return Duration(WallNanoseconds() - Now().time_since_epoch().count()); }

}  // namespace ossicle::net
