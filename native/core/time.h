#pragma once

#include <chrono>
#include <cstdint>

namespace ossicle {

/// Durations are nanoseconds; write them with std::chrono literals or the casts below.
using Duration = std::chrono::nanoseconds;

/// The engine's monotonic time line. It has no now(): pure parts are given the time, only `net` reads a clock.
struct MediaClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MediaClock, duration>;
  static constexpr bool is_steady = true;
};

/// A point on the engine's monotonic time line.
using Instant = MediaClock::time_point;

constexpr Duration Milliseconds(std::int64_t ms) { return std::chrono::milliseconds(ms); }
constexpr Duration Microseconds(std::int64_t us) { return std::chrono::microseconds(us); }
constexpr double ToMilliseconds(Duration d) { return static_cast<double>(d.count()) / 1e6; }
constexpr double ToSeconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }

/// Duration of `samples` at `rate_hz`, rounded towards zero.
constexpr Duration SamplesToDuration(std::int64_t samples, int rate_hz) {
  return Duration(samples / rate_hz * 1'000'000'000 + samples % rate_hz * 1'000'000'000 / rate_hz);
}
/// Samples at `rate_hz` in `d`, rounded towards zero. Exact for whole milliseconds at telephony rates.
constexpr std::int64_t DurationToSamples(Duration d, int rate_hz) {
  return d.count() / 1'000'000'000 * rate_hz + d.count() % 1'000'000'000 * rate_hz / 1'000'000'000;
}

/// A wall-clock time as NTP writes it (RFC 3550 section 4): 32.32 fixed point seconds since 1900.
struct NtpTime {
  std::uint64_t value = 0;
  constexpr std::uint32_t seconds() const { return static_cast<std::uint32_t>(value >> 32); }
  constexpr std::uint32_t fraction() const { return static_cast<std::uint32_t>(value); }
  /// The middle 32 bits, as LSR and DLSR use them.
  constexpr std::uint32_t middle() const { return static_cast<std::uint32_t>(value >> 16); }
};

}  // namespace ossicle
