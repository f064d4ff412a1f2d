#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/random.h"
#include "rtp/jitter_buffer.h"

namespace ossicle::rtp {

/// A sender, a network and a consumer on virtual time. Each payload begins with the number of its packet, so a test
/// sees what was played, when and in what order.
struct Scenario {
  JitterBufferConfig config;
  Duration length = Milliseconds(60'000);
  Duration packet_time = Milliseconds(20);
  double sender_drift_ppm = 0;  ///< Positive: the sender's clock runs fast, so it sends more often.
  Duration tick = Milliseconds(20);
  Duration tick_offset = Milliseconds(7);
  std::uint16_t first_sequence = 65'500;  ///< Wraps soon.
  std::uint32_t first_timestamp = 0xFFFFF000;
  std::uint64_t seed = 1;
  /// Delay of packet `number` on its way, or nothing when it is lost.
  std::function<std::optional<Duration>(int number, Random& random)> network;
  /// Changes a packet before it leaves.
  std::function<void(int number, RtpPacket& packet)> sender;
};

struct Outcome {
  struct Play {
    std::uint32_t number;
    Instant sent;
    Instant played;
  };
  std::vector<Play> plays;
  std::vector<Duration> delays;   ///< current_delay at each tick while something plays.
  std::vector<Duration> targets;  ///< At each tick.
  int sent = 0;
  int arrived = 0;
  int empty_ticks = 0;
  double concealed_ms = 0;
  double stretched_ms = 0;
  std::size_t most_calls_per_tick = 0;
  JitterBufferStats stats;

  double concealed_percent(Duration length) const { return concealed_ms / ToMilliseconds(length) * 100; }
  bool in_order() const {
    return std::is_sorted(plays.begin(), plays.end(), [](auto& a, auto& b) { return a.number <= b.number; });
  }
  Duration mean_delay() const {
    Duration sum{};
    for (const Duration d : delays) sum += d;
    return delays.empty() ? sum : sum / static_cast<std::int64_t>(delays.size());
  }
  Duration largest_delay(std::size_t from_tick = 0) const {
    Duration largest{};
    for (std::size_t i = from_tick; i < delays.size(); ++i) largest = std::max(largest, delays[i]);
    return largest;
  }
};

inline Outcome Simulate(const Scenario& scenario) {
  struct Flight {
    int number;
    Instant sent;
    Instant arrival;
  };
  const Instant start = Instant{} + Milliseconds(1'000'000);
  Random random(scenario.seed);
  const double period = static_cast<double>(scenario.packet_time.count()) / (1 + scenario.sender_drift_ppm * 1e-6);
  std::vector<Flight> flights;
  Outcome outcome;
  for (; period * outcome.sent < static_cast<double>(scenario.length.count()); ++outcome.sent) {
    const Instant sent = start + Duration(static_cast<std::int64_t>(period * outcome.sent));
    const auto delay = scenario.network ? scenario.network(outcome.sent, random) : Duration::zero();
    if (delay) flights.push_back({outcome.sent, sent, sent + *delay});
  }
  outcome.arrived = static_cast<int>(flights.size());
  std::stable_sort(flights.begin(), flights.end(), [](auto& a, auto& b) { return a.arrival < b.arrival; });

  JitterBuffer buffer(scenario.config);
  const int rate = scenario.config.clock_rate_hz;
  const std::int64_t packet_ticks = DurationToSamples(scenario.packet_time, rate);
  std::array<std::uint8_t, 160> payload{};
  std::size_t next = 0;
  Duration fifo{};
  constexpr Duration kPeriod = Milliseconds(5);
  const auto stretch = [&](Duration change) {
    fifo += change;
    outcome.stretched_ms += ToMilliseconds(kPeriod);
    change > Duration::zero() ? buffer.NoteInserted(change) : buffer.NoteRemoved(-change);
  };
  for (Instant now = start + scenario.tick_offset; now < start + scenario.length; now += scenario.tick) {
    for (; next < flights.size() && flights[next].arrival <= now; ++next) {
      const int number = flights[next].number;
      ByteWriter(payload).U32(static_cast<std::uint32_t>(number));
      RtpPacket packet{.sequence_number = static_cast<std::uint16_t>(scenario.first_sequence + number),
                       .timestamp = scenario.first_timestamp + static_cast<std::uint32_t>(number * packet_ticks),
                       .ssrc = Ssrc{7},
                       .payload = payload};
      if (scenario.sender) scenario.sender(number, packet);
      (void)buffer.Insert(packet, flights[next].arrival);
    }
    outcome.targets.push_back(buffer.target_delay());
    if (buffer.current_delay(now) > Duration::zero()) outcome.delays.push_back(buffer.current_delay(now));
    std::size_t calls = 0;
    buffer.NotePlayed(scenario.tick);
    while (fifo < scenario.tick) {
      const Duration pending = fifo;
      if (pending > Duration::zero() && buffer.ShouldInsert(now, Duration::zero(), scenario.tick)) {
        stretch(kPeriod);
        continue;
      }
      const JitterBuffer::Playout playout = buffer.Next(now, scenario.tick - pending);
      ++calls;
      if (playout.kind == JitterBuffer::Playout::Kind::kPacket) {
        const std::uint32_t number = ByteReader(playout.payload).U32();
        outcome.plays.push_back({number, start + Duration(static_cast<std::int64_t>(period * number)), now});
        fifo += scenario.packet_time - SamplesToDuration(playout.skip_ticks, rate);
        if (buffer.Removable(pending, scenario.tick) >= kPeriod && fifo > 2 * kPeriod) stretch(-kPeriod);
      } else if (playout.kind == JitterBuffer::Playout::Kind::kLost) {
        fifo += SamplesToDuration(playout.duration_ticks, rate);
        outcome.concealed_ms += ToMilliseconds(SamplesToDuration(playout.duration_ticks, rate));
      } else {
        ++outcome.empty_ticks;
        fifo = scenario.tick;
      }
    }
    fifo -= scenario.tick;
    if (buffer.ShouldInsert(now, fifo, scenario.tick)) stretch(kPeriod);
    outcome.most_calls_per_tick = std::max(outcome.most_calls_per_tick, calls);
  }
  outcome.stats = buffer.stats();
  return outcome;
}

}  // namespace ossicle::rtp
