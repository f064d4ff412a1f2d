// Nine families of seeded networks. A packet of 20 ms leaves when its first sample is due; its delay is above that of
// the fastest possible packet, which takes no time.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/random.h"

namespace jitter {

inline constexpr double kPacketMs = 20;

struct Flight {
  int number = 0;
  double sent_ms = 0;
  std::optional<double> arrival_ms;  ///< Nothing: lost.
};
using Trace = std::vector<Flight>;

struct Family {
  std::string name;
  double drift_ppm = 0;
  /// Delay of the packet sent at `sent_ms`, or nothing when it is lost.
  std::function<std::function<std::optional<double>(double sent_ms)>(ossicle::Random& random)> network;
};

namespace detail {

using Network = std::function<std::optional<double>(double)>;

inline Network Loss(ossicle::Random& random, double share) {
  return [&random, share](double) { return random.Uniform() < share ? std::nullopt : std::optional(0.0); };
}

/// Gilbert: 5 % of packets lost, in bursts of four on average.
inline Network Bursts(ossicle::Random& random) {
  return [&random, lost = false](double) mutable {
    lost = random.Uniform() < (lost ? 0.75 : 0.25 * 0.05 / 0.95);
    return lost ? std::nullopt : std::optional(0.0);
  };
}

/// About every five seconds nothing arrives for 300 ms, and then everything at once.
inline Network Spikes(ossicle::Random& random) {
  return [&random, next = 2500 + random.Uniform() * 2500](double sent) mutable -> std::optional<double> {
    if (sent >= next + 300) next += 4500 + random.Uniform() * 1000;
    return sent >= next ? next + 300 - sent : 0;
  };
}

/// Every 10 s the route becomes 80 ms longer, or shorter again: then packets overtake those before. One packet in 50
/// comes 30 ms late.
inline Network Route(ossicle::Random& random) {
  return [&random](double sent) -> std::optional<double> {
    const bool longer = static_cast<int>(sent / 10'000) % 2 == 1;
    return (longer ? 80 : 0) + (random.Uniform() < 0.02 ? 30 : 0);
  };
}

}  // namespace detail

inline const std::vector<Family>& Families() {
  using ossicle::Random;
  const auto gaussian = [](double deviation) {
    return [deviation](Random& random) -> detail::Network {
      return [&random, deviation](double) { return std::abs(random.Gaussian()) * deviation; };
    };
  };
  const auto loss = [](double share) { return [share](Random& random) { return detail::Loss(random, share); }; };
  static const std::vector<Family> families = {
      {"clean", 0, loss(0)},
      {"gauss20", 0, gaussian(20)},
      {"gauss60", 0, gaussian(60)},
      {"exp40", 0, [](Random& random) -> detail::Network { return [&](double) { return random.Exponential() * 40; }; }},
      {"loss1", 0, loss(0.01)},
      {"loss5", 0, loss(0.05)},
      {"loss10", 0, loss(0.1)},
      {"burst", 0, detail::Bursts},
      {"spikes", 0, detail::Spikes},
      {"drift+500", 500, loss(0)},
      {"drift-500", -500, loss(0)},
      {"route", 0, detail::Route},
  };
  return families;
}

inline Trace MakeTrace(const Family& family, std::uint64_t seed, double length_ms) {
  ossicle::Random random(seed * 7919);
  const auto network = family.network(random);
  const double period = kPacketMs / (1 + family.drift_ppm * 1e-6);
  Trace trace;
  for (int number = 0; number * period < length_ms; ++number) {
    Flight flight{number, number * period, std::nullopt};
    if (const auto delay = network(flight.sent_ms)) flight.arrival_ms = flight.sent_ms + *delay;
    trace.push_back(flight);
  }
  return trace;
}

}  // namespace jitter
