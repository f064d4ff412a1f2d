#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "rtp/jitter_buffer_scenario.h"

namespace ossicle::rtp {
namespace {

using Delay = std::optional<Duration>;

Duration FromMs(double ms) { return Duration(static_cast<std::int64_t>(ms * 1e6)); }

/// Delay that each played packet had from sender to ear.
Duration LargestMouthToEar(const Outcome& outcome, std::size_t from = 0) {
  Duration largest{};
  for (std::size_t i = from; i < outcome.plays.size(); ++i)
    largest = std::max(largest, outcome.plays[i].played - outcome.plays[i].sent);
  return largest;
}

/// Packets that were sent but not played, those left in the buffer at the end excepted.
int Unplayed(const Outcome& outcome) {
  return outcome.plays.empty()
             ? outcome.sent
             : static_cast<int>(outcome.plays.back().number) + 1 - static_cast<int>(outcome.plays.size());
}

TEST(JitterBufferNetwork, ACleanStreamPlaysWholeWithLittleDelay) {
  Scenario scenario;
  scenario.network = [](int, Random&) -> Delay { return Milliseconds(30); };
  for (int offset_ms = 0; offset_ms < 20; offset_ms += 3) {
    scenario.tick_offset = Milliseconds(offset_ms);
    const Outcome outcome = Simulate(scenario);
    EXPECT_TRUE(outcome.in_order());
    EXPECT_EQ(Unplayed(outcome), 0);
    EXPECT_EQ(outcome.concealed_ms, 0);
    EXPECT_LE(outcome.largest_delay(), Milliseconds(40));
    EXPECT_LE(LargestMouthToEar(outcome), Milliseconds(70));
  }
}

TEST(JitterBufferNetwork, PacketTimesFrom10To60MsPlayWhole) {
  for (const int ptime_ms : {10, 20, 30, 40, 60}) {
    Scenario scenario;
    scenario.packet_time = Milliseconds(ptime_ms);
    scenario.network = [](int, Random& random) -> Delay { return FromMs(random.Uniform() * 8); };
    const Outcome outcome = Simulate(scenario);
    EXPECT_TRUE(outcome.in_order()) << ptime_ms;
    EXPECT_LE(Unplayed(outcome), ptime_ms == 10 ? 6 : 0) << ptime_ms;
    EXPECT_LE(outcome.concealed_ms, 200) << ptime_ms << ": half of the budget";
    EXPECT_LE(outcome.mean_delay(), Milliseconds(40 + ptime_ms)) << ptime_ms;
    EXPECT_LE(outcome.largest_delay(500), Milliseconds(50 + ptime_ms)) << ptime_ms;
    EXPECT_LE(outcome.most_calls_per_tick, 3u) << ptime_ms;
  }
}

TEST(JitterBufferNetwork, HeavyJitterKeepsOrderAndLosesLittle) {
  for (const int deviation_ms : {5, 20, 40}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      Scenario scenario;
      scenario.seed = seed;
      scenario.network = [deviation_ms](int, Random& random) -> Delay {
        return FromMs(std::max(0.0, 200 + deviation_ms * random.Gaussian()));
      };
      const Outcome outcome = Simulate(scenario);
      EXPECT_TRUE(outcome.in_order());
      EXPECT_LT(outcome.concealed_percent(scenario.length), 2.5) << deviation_ms << " ms, seed " << seed;
      EXPECT_LT(Unplayed(outcome), 90) << "of 3000";
      EXPECT_LT(outcome.mean_delay(), Milliseconds(40 + 6 * deviation_ms)) << deviation_ms << " ms, seed " << seed;
    }
  }
}

TEST(JitterBufferNetwork, LossIsConcealedOnceForEachPacket) {
  for (const double loss : {0.01, 0.05, 0.2}) {
    Scenario scenario;
    scenario.network = [loss](int, Random& random) -> Delay {
      return random.Uniform() < loss ? Delay() : Milliseconds(30);
    };
    const Outcome outcome = Simulate(scenario);
    EXPECT_TRUE(outcome.in_order());
    EXPECT_EQ(Unplayed(outcome), static_cast<int>(outcome.stats.lost));
    EXPECT_NEAR(static_cast<double>(outcome.stats.lost), outcome.sent - outcome.arrived, 2);
    EXPECT_NEAR(outcome.concealed_ms / 20, outcome.sent - outcome.arrived, 2 + 0.1 * (outcome.sent - outcome.arrived));
    EXPECT_LE(outcome.largest_delay(), Milliseconds(120));
  }
}

TEST(JitterBufferNetwork, DuplicatesAndReorderingArePutRight) {
  Scenario scenario;
  // Every tenth packet overtakes the two before it.
  scenario.network = [](int number, Random&) -> Delay { return Milliseconds(number % 10 == 0 ? 0 : 45); };
  const Outcome outcome = Simulate(scenario);
  EXPECT_TRUE(outcome.in_order());
  EXPECT_LE(Unplayed(outcome), 10);
  EXPECT_GT(outcome.stats.reordered, 250u);
}

TEST(JitterBufferNetwork, DelayStaysWithinItsBound) {
  Scenario scenario;
  scenario.config.max_delay = Milliseconds(120);
  scenario.network = [](int, Random& random) -> Delay { return FromMs(random.Exponential() * 100); };
  const Outcome outcome = Simulate(scenario);
  EXPECT_TRUE(outcome.in_order());
  for (const Duration target : outcome.targets) EXPECT_LE(target, Milliseconds(120));
  EXPECT_LE(LargestMouthToEar(outcome), Milliseconds(120 + 20 + 40));
}

TEST(JitterBufferNetwork, AFixedDelayIsKept) {
  Scenario scenario;
  scenario.config.fixed_delay = Milliseconds(60);
  scenario.network = [](int, Random& random) -> Delay { return FromMs(random.Exponential() * 15); };
  const Outcome outcome = Simulate(scenario);
  EXPECT_TRUE(outcome.in_order());
  EXPECT_LE(LargestMouthToEar(outcome), Milliseconds(60 + 20 + 20 + 15));
  EXPECT_LT(outcome.concealed_percent(scenario.length), 2.5);
}

/// Ten minutes at 500 ppm are 300 ms: neither a growing delay nor a dry buffer may come of it.
TEST(JitterBufferNetwork, ClockDriftIsAbsorbed) {
  for (const double drift_ppm : {500.0, -500.0}) {
    for (const double jitter_ms : {0.0, 8.0}) {
      Scenario scenario;
      scenario.length = Milliseconds(600'000);
      scenario.sender_drift_ppm = drift_ppm;
      scenario.network = [jitter_ms](int, Random& random) -> Delay {
        return FromMs(20 + random.Uniform() * jitter_ms);
      };
      const Outcome outcome = Simulate(scenario);
      EXPECT_TRUE(outcome.in_order());
      EXPECT_LE(outcome.largest_delay(1000), Milliseconds(75)) << drift_ppm;
      EXPECT_LT(outcome.concealed_ms, 1200) << drift_ppm;
      EXPECT_LE(Unplayed(outcome), 60) << drift_ppm;
      EXPECT_EQ(outcome.stats.resets, 0u);
    }
  }
}

TEST(JitterBufferNetwork, AStallIsCaughtUpWith) {
  Scenario scenario;
  // At 20 s nothing arrives for 300 ms, then everything at once.
  scenario.network = [](int number, Random&) -> Delay {
    return Milliseconds(number >= 1000 && number < 1015 ? (1015 - number) * 20 : 0);
  };
  const Outcome outcome = Simulate(scenario);
  EXPECT_TRUE(outcome.in_order());
  EXPECT_LE(outcome.concealed_ms, 100);
  EXPECT_LE(outcome.largest_delay(2800), Milliseconds(60)) << "back to normal at the end";
  EXPECT_LE(Unplayed(outcome), 20);
}

TEST(JitterBufferNetwork, ALongOutageEndsInNormalPlay) {
  for (const int outage_ms : {200, 1000, 5000, 30'000}) {
    Scenario scenario;
    scenario.length = Milliseconds(60'000);
    scenario.network = [outage_ms](int number, Random&) -> Delay {
      return number >= 1000 && number < 1000 + outage_ms / 20 ? Delay() : Milliseconds(25);
    };
    const Outcome outcome = Simulate(scenario);
    EXPECT_TRUE(outcome.in_order());
    EXPECT_EQ(Unplayed(outcome), outage_ms / 20 + static_cast<int>(outcome.stats.resets));
    EXPECT_LE(outcome.concealed_ms, 100);
    EXPECT_LE(outcome.plays.back().played - outcome.plays.back().sent, Milliseconds(70));
  }
}

/// Longest time without a packet played, and what was played in the last ten seconds, after something broke at 20 s.
void ExpectRecovery(const Scenario& scenario, const std::string& what, Duration longest_allowed = Milliseconds(200)) {
  const Outcome outcome = Simulate(scenario);
  Duration longest{};
  for (std::size_t i = 1; i < outcome.plays.size(); ++i)
    longest = std::max(longest, outcome.plays[i].played - outcome.plays[i - 1].played);
  EXPECT_LE(longest, longest_allowed) << what;
  const Instant end = outcome.plays.back().played;
  const auto recent = std::count_if(outcome.plays.begin(), outcome.plays.end(), [&](const Outcome::Play& play) {
    return end - play.played < Milliseconds(10'000);
  });
  EXPECT_GE(recent, 495) << what;
  EXPECT_GE(static_cast<int>(outcome.plays.back().number), outcome.sent - 10) << what;
  EXPECT_LE(outcome.plays.back().played - outcome.plays.back().sent, Milliseconds(100)) << what;
  EXPECT_LE(Unplayed(outcome), 30) << what;
}

TEST(JitterBufferNetwork, RecoversFromEveryTimestampJump) {
  for (const std::int64_t jump_ms :
       {-10'000'000, -60'000, -2000, -500, -100, -20, 20, 100, 500, 2000, 60'000, 10'000'000}) {
    Scenario scenario;
    scenario.network = [](int, Random& random) -> Delay { return FromMs(random.Uniform() * 5); };
    scenario.sender = [jump_ms](int number, RtpPacket& packet) {
      if (number >= 1000) packet.timestamp += static_cast<std::uint32_t>(jump_ms * 8);
    };
    ExpectRecovery(scenario, "timestamp jump of " + std::to_string(jump_ms) + " ms");
  }
}

TEST(JitterBufferNetwork, RecoversFromEverySequenceJump) {
  for (const int jump : {-30'000, -3000, -200, -64, -10, -1, 1, 10, 63, 64, 100, 3000, 30'000}) {
    for (const bool timestamp_too : {false, true}) {
      Scenario scenario;
      scenario.network = [](int, Random& random) -> Delay { return FromMs(random.Uniform() * 5); };
      scenario.sender = [=](int number, RtpPacket& packet) {
        if (number < 1000) return;
        packet.sequence_number = static_cast<std::uint16_t>(packet.sequence_number + jump);
        if (timestamp_too) packet.timestamp += 0x31415926;
      };
      ExpectRecovery(scenario, "sequence jump of " + std::to_string(jump) + (timestamp_too ? " with timestamp" : ""));
    }
  }
}

/// A sender whose timestamps stand still, run backwards or run at half speed must not stop the buffer.
TEST(JitterBufferNetwork, ABrokenSenderClockStillPlays) {
  for (const int ticks : {0, -160, 80, 320, 1}) {
    Scenario scenario;
    scenario.sender = [ticks](int number, RtpPacket& packet) {
      packet.timestamp = static_cast<std::uint32_t>(1'000'000 + number * ticks);
    };
    const Outcome outcome = Simulate(scenario);
    EXPECT_GT(outcome.plays.size(), 300u) << ticks;
    EXPECT_TRUE(outcome.in_order()) << ticks;
    EXPECT_LE(outcome.largest_delay(), Milliseconds(1000)) << ticks;
  }
}

TEST(JitterBufferNetwork, WidebandClocksBehaveTheSame) {
  Scenario scenario;
  scenario.config.clock_rate_hz = 48'000;
  scenario.network = [](int, Random& random) -> Delay {
    return random.Uniform() < 0.02 ? Delay() : FromMs(random.Exponential() * 5);
  };
  const Outcome outcome = Simulate(scenario);
  EXPECT_TRUE(outcome.in_order());
  EXPECT_LT(outcome.concealed_percent(scenario.length), 3.5);
  EXPECT_LE(outcome.mean_delay(), Milliseconds(60));
}

}  // namespace
}  // namespace ossicle::rtp
