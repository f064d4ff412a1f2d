#include "session/pushed_audio.h"

#include <gtest/gtest.h>

#include <numeric>

#include "signals.h"

namespace ossicle::session {
namespace {

struct Collector final : EventSink {
  void Emit(const Event& event) override { events.push_back(event); }
  void Retire(std::unique_ptr<Player>) override {}
  std::vector<Event> events;
};

class PushedAudioTest : public testing::Test {
 protected:
  /// What one tick plays, and what it tells.
  test::Signal Tick(std::size_t unplayed = 0) {
    test::Signal frame(160);
    const auto read = audio_.Take(frame);
    state_ = read.state;
    frame.resize(read.samples);
    told_.events.clear();
    audio_.Report(told_, unplayed);
    return frame;
  }
  static test::Signal Ramp(std::size_t count, int first = 0) {
    test::Signal ramp(count);
    std::iota(ramp.begin(), ramp.end(), static_cast<Sample>(first));
    return ramp;
  }

  PushedAudio audio_{Handle{5}, 8000, Milliseconds(1'000)};
  SampleSource::State state_{};
  Collector told_;
};

TEST_F(PushedAudioTest, PlaysWhatIsWrittenAndWaitsForMore) {
  EXPECT_TRUE(Tick().empty());
  EXPECT_EQ(state_, SampleSource::State::kWaiting);
  EXPECT_EQ(audio_.Write(Ramp(200)), 200u);
  EXPECT_EQ(Tick(), Ramp(160));
  EXPECT_EQ(audio_.played(), 160u);
  EXPECT_EQ(Tick(), Ramp(40, 160));
  EXPECT_EQ(state_, SampleSource::State::kWaiting);
  audio_.End();
  Tick();
  EXPECT_EQ(state_, SampleSource::State::kEnded);
  EXPECT_EQ(audio_.played(), 200u);
}

TEST_F(PushedAudioTest, TakesNoMoreThanItsCapacity) {
  EXPECT_EQ(audio_.Write(test::Signal(10'000)), 8'000u);
  EXPECT_EQ(audio_.Write(test::Signal(1)), 0u);
  audio_.WantRoom();
  std::size_t ticks = 0;
  while (told_.events.empty() && ticks < 100) {
    Tick();
    ++ticks;
  }
  EXPECT_EQ(ticks, 25u);  // half of a second
  ASSERT_EQ(told_.events.size(), 1u);
  EXPECT_EQ(told_.events[0].type, EventType::kStreamRoom);
  Tick();
  EXPECT_TRUE(told_.events.empty());
}

TEST_F(PushedAudioTest, AMarkIsToldWhenAllBeforeItWasPlayed) {
  audio_.Write(test::Signal(240));
  audio_.Mark(1);
  audio_.Mark(2);
  audio_.Write(test::Signal(240));
  audio_.Mark(3);
  Tick();
  EXPECT_TRUE(told_.events.empty());
  Tick(100);  // 220 were sent
  EXPECT_TRUE(told_.events.empty());
  EXPECT_EQ(audio_.played(), 220u);
  Tick();
  ASSERT_EQ(told_.events.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(told_.events[static_cast<std::size_t>(i)].type, EventType::kStreamMark);
    EXPECT_EQ(told_.events[static_cast<std::size_t>(i)].a, i + 1);
    EXPECT_EQ(told_.events[static_cast<std::size_t>(i)].b, 1);
  }
}

TEST_F(PushedAudioTest, ClearingThrowsAwayWhatWaitsAndSaysWhatWasPlayed) {
  audio_.Write(test::Signal(1'000, 7));
  audio_.Mark(1);
  Tick();
  Tick();
  audio_.Clear();
  audio_.Write(Ramp(160));
  audio_.Mark(2);
  EXPECT_EQ(Tick(), Ramp(160));
  ASSERT_EQ(told_.events.size(), 3u);
  EXPECT_EQ(told_.events[0].type, EventType::kStreamMark);
  EXPECT_EQ(told_.events[0].b, 0);
  EXPECT_EQ(told_.events[1].a, 2);
  EXPECT_EQ(told_.events[1].b, 1);
  EXPECT_EQ(told_.events[2].type, EventType::kStreamCleared);
  EXPECT_EQ(told_.events[2].a, 320);
  EXPECT_EQ(told_.events[2].b, 680);
  EXPECT_EQ(audio_.played(), 1'160u);
}

TEST_F(PushedAudioTest, ClearingNothingIsNothing) {
  audio_.Clear();
  Tick();
  EXPECT_TRUE(told_.events.empty());
  audio_.Write(test::Signal(160));
  Tick();
  audio_.Clear();
  Tick();
  EXPECT_TRUE(told_.events.empty());
}

}  // namespace
}  // namespace ossicle::session
