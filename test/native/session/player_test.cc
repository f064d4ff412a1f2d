#include "session/player.h"

#include <gtest/gtest.h>

#include "session/memory_source.h"
#include "signals.h"

namespace ossicle::session {
namespace {

Player MakePlayer(std::vector<Sample> samples, int rate, int channel_rate, bool repeat = false) {
  return Player(Handle{1}, std::make_unique<MemorySource>(std::move(samples), rate,
                                                           PlayOptions{.loops = repeat ? PlayOptions::kForEver : 0}), channel_rate);
}

test::Signal Drain(Player& player, std::size_t frame_samples, int most = 1000) {
  test::Signal out;
  for (int i = 0; i < most && !player.end(); ++i) {
    test::Signal frame(frame_samples);
    player.Mix(frame);
    test::Append(out, frame);
  }
  return out;
}

TEST(Player, PlaysEverySampleOnceAndReportsHowLong) {
  std::vector<Sample> samples(1000);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<Sample>(i + 1);
  Player player = MakePlayer(samples, 8000, 8000);
  const test::Signal out = Drain(player, 160);
  ASSERT_GE(out.size(), samples.size());
  EXPECT_TRUE(std::equal(samples.begin(), samples.end(), out.begin()));
  EXPECT_EQ(player.end(), PlaybackEnd::kFinished);
  EXPECT_EQ(player.played(), Milliseconds(125));
}

TEST(Player, AddsToWhatIsThereWithoutWrapping) {
  Player player = MakePlayer(std::vector<Sample>(320, 30000), 8000, 8000);
  test::Signal frame(160, 20000);
  EXPECT_TRUE(player.Mix(frame));
  EXPECT_EQ(frame[0], 32767);
  test::Signal low(160, -31000);
  EXPECT_TRUE(player.Mix(low));
  EXPECT_EQ(low[0], -1000);
}

TEST(Player, AnotherChannelRateKeepsPitchAndTime) {
  Player player = MakePlayer(test::Sine(1000, -20, 3000, 16000), 16000, 8000);
  for (int i = 0; i < 50; ++i) {
    test::Signal frame(160);
    player.Mix(frame);
  }
  player.SetChannelRate(48000);
  test::Signal after = Drain(player, 960);
  EXPECT_GT(test::SineSnrDb(ConstSamples(after).subspan(4800, 48000), 1000, 48000), 40);
  EXPECT_NEAR(ToMilliseconds(player.played()), 3000, 15);
}

TEST(Player, TheSameChannelRateLosesNothing) {
  std::vector<Sample> samples(1000);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<Sample>(i + 1);
  Player player = MakePlayer(samples, 8000, 8000);
  test::Signal out;
  while (!player.end()) {
    test::Signal frame(100);  // leaves samples of a chunk waiting
    player.Mix(frame);
    player.SetChannelRate(8000);
    test::Append(out, frame);
  }
  EXPECT_TRUE(std::equal(samples.begin(), samples.end(), out.begin()));
}

TEST(Player, NothingToPlayEndsAtOnce) {
  Player player = MakePlayer({}, 8000, 8000, true);
  test::Signal frame(160, 5);
  EXPECT_FALSE(player.Mix(frame));
  EXPECT_EQ(player.end(), PlaybackEnd::kFinished);
  EXPECT_EQ(frame[0], 5);
}

TEST(Player, ASingleSampleRepeatedFillsEveryFrame) {
  Player player = MakePlayer({7}, 8000, 8000, true);
  test::Signal frame(160);
  for (int i = 0; i < 10; ++i) {
    std::fill(frame.begin(), frame.end(), Sample{0});
    EXPECT_TRUE(player.Mix(frame));
    EXPECT_EQ(std::count(frame.begin(), frame.end(), 7), 160);
  }
  EXPECT_FALSE(player.end());
}

}  // namespace
}  // namespace ossicle::session
