#include "dsp/speaker.h"

#include <gtest/gtest.h>

#include "dsp/mixer.h"
#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

/// Noise in the rhythm of speech: 300 ms at `dbov`, 100 ms far below, from `from_ms` to `to_ms`; line noise elsewhere.
Signal Talk(double dbov, double from_ms, double to_ms, double length_ms, std::uint64_t seed) {
  const Signal loud = test::Noise(dbov, length_ms, 8000, seed), line = test::Noise(-68, length_ms, 8000, seed + 100);
  Signal out = line;
  for (std::size_t n = test::SamplesIn(from_ms, 8000); n < test::SamplesIn(to_ms, 8000); ++n)
    if (n % 3200 < 2400) out[n] = loud[n];
  return out;
}

struct Floor {
  std::size_t speaker;
  double ms;
};

/// Who gets the floor, and when.
std::vector<Floor> Floors(const std::vector<Signal>& voices, std::size_t length = 160) {
  Mixer mixer({.frame_samples = length, .find_speaker = true});
  for (std::size_t i = 0; i < voices.size(); ++i) mixer.AddInput();
  std::vector<Floor> floors;
  for (std::size_t at = 0; at + length <= voices[0].size(); at += length) {
    for (std::size_t i = 0; i < voices.size(); ++i) mixer.Write(i, ConstSamples(voices[i]).subspan(at, length));
    if (const auto speaker = mixer.Mix()) floors.push_back({*speaker, static_cast<double>(at + length) / 8});
  }
  return floors;
}

TEST(ActiveSpeaker, TheFloorGoesFromOneToTheNext) {
  for (const std::size_t length : {80u, 160u, 480u}) {
    const auto floors = Floors({Talk(-26, 500, 3000, 8000, 1), Talk(-26, 3000, 5500, 8000, 2), Talk(-26, 5500, 8000, 8000, 3)}, length);
    ASSERT_EQ(floors.size(), 3u) << length;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(floors[i].speaker, i);
      const double begin = 500 + 2500.0 * static_cast<double>(i);
      EXPECT_GT(floors[i].ms, begin + 20);
      EXPECT_LT(floors[i].ms, begin + 800);
    }
    EXPECT_LT(floors[0].ms, 600) << "a free floor is taken at once";
  }
}

TEST(ActiveSpeaker, ACoughAndAPauseChangeNothing) {
  Signal pausing = Talk(-26, 0, 2500, 6000, 1);
  const Signal more = Talk(-26, 3000, 6000, 6000, 1);
  std::copy(more.begin() + 24000, more.end(), pausing.begin() + 24000);
  const auto floors = Floors({pausing, Talk(-15, 1500, 1700, 6000, 2), Talk(-15, 2600, 2800, 6000, 3)});
  ASSERT_EQ(floors.size(), 1u);
  EXPECT_EQ(floors[0].speaker, 0u);
}

TEST(ActiveSpeaker, TwoAtOnceDoNotTakeTurnsAllTheTime) {
  const auto floors = Floors({Talk(-26, 0, 20000, 20000, 1), Talk(-24, 150, 20000, 20000, 2)});
  EXPECT_LE(floors.size(), 2u);
}

TEST(ActiveSpeaker, SteadyNoiseIsNoSpeech) {
  const auto floors = Floors({Talk(-30, 12000, 16000, 16000, 1), test::Noise(-45, 16000, 8000, 2)});
  ASSERT_FALSE(floors.empty());
  EXPECT_EQ(floors.back().speaker, 0u);
  EXPECT_LT(floors.back().ms, 13000);
  EXPECT_TRUE(Floors({test::Silence(2000, 8000), test::Noise(-60, 2000, 8000, 2)}).empty());
}

TEST(ActiveSpeaker, WhoIsMutedOrGoneHasNoFloor) {
  Mixer mixer({.find_speaker = true});
  const Signal voice = Talk(-20, 0, 2000, 2000, 1);
  mixer.AddInput();
  mixer.SetMuted(0, true);
  for (std::size_t tick = 0; tick < 50; ++tick) {
    mixer.Write(0, ConstSamples(voice).subspan(tick * 160, 160));
    EXPECT_FALSE(mixer.Mix());
  }
  mixer.SetMuted(0, false);
  for (std::size_t tick = 50; tick < 100; ++tick) {
    mixer.Write(0, ConstSamples(voice).subspan(tick * 160, 160));
    mixer.Mix();
  }
  EXPECT_EQ(mixer.active_speaker(), 0u);
  mixer.RemoveInput(0);
  EXPECT_EQ(mixer.active_speaker(), std::nullopt);
}

TEST(Loudest, OnlySoManyAreHeard) {
  constexpr std::size_t kInputs = 12;
  Mixer mixer({.loudest = 3});
  std::vector<Signal> tones;
  for (std::size_t i = 0; i < kInputs; ++i) {
    mixer.AddInput();
    tones.push_back(test::Sine(450 + 100 * static_cast<double>(i), -50 + 3 * static_cast<double>((i * 5) % kInputs), 20, 8000));
  }
  Signal heard, out(160);
  for (int tick = 0; tick < 60; ++tick) {
    for (std::size_t i = 0; i < kInputs; ++i) mixer.Write(i, tones[i]);
    mixer.Mix();
    mixer.ReadAll(out);
    if (tick >= 40) test::Append(heard, out);
  }
  for (std::size_t i = 0; i < kInputs; ++i) {
    const double level = test::ToneDbov(heard, 450 + 100 * static_cast<double>(i), 8000);
    if ((i * 5) % kInputs >= kInputs - 3)
      EXPECT_GT(level, -30) << i;
    else
      EXPECT_LT(level, -90) << i;
  }
}

/// How often the set of those who are chosen changes.
int Changes(const std::vector<Signal>& voices, std::size_t count) {
  SpeakerLevels levels(0.02f);
  std::vector<Speaker> speakers(voices.size());
  for (Speaker& speaker : speakers) speaker = {.present = true, .chosen = false};
  int changes = 0;
  std::vector<bool> before(voices.size());
  for (std::size_t at = 0; at + 160 <= voices[0].size(); at += 160) {
    for (std::size_t i = 0; i < voices.size(); ++i) {
      const double dbov = test::RmsDbov(ConstSamples(voices[i]).subspan(at, 160));
      levels.Update(speakers[i], static_cast<float>(std::pow(10, dbov / 10) * 32768 * 32768));
    }
    ChooseLoudest(speakers, count);
    std::vector<bool> now;
    std::size_t chosen = 0;
    for (const Speaker& speaker : speakers) now.push_back(speaker.chosen), chosen += speaker.chosen ? 1 : 0;
    EXPECT_EQ(chosen, std::min(count, voices.size()));
    changes += now == before ? 0 : 1;
    before = now;
  }
  return changes;
}

TEST(Loudest, TheSetDoesNotFlap) {
  std::vector<Signal> alike;
  for (std::uint64_t i = 0; i < 8; ++i) alike.push_back(test::Noise(-30 - 0.2 * static_cast<double>(i), 10000, 8000, i + 1));
  EXPECT_LE(Changes(alike, 3), 4);
  EXPECT_EQ(Changes({test::Noise(-30, 2000, 8000, 1), test::Noise(-20, 2000, 8000, 2)}, 5), 1);
}

TEST(Loudest, ANewVoiceIsHeardWithinTwoFramesAndFadesIn) {
  Mixer mixer({.loudest = 1});
  mixer.AddInput();
  mixer.AddInput();
  const Signal soft = test::Sine(500, -40, 20, 8000), loud = test::Sine(1000, -20, 20, 8000), line(160);
  Signal out(160);
  double before = -127, after = -127;
  for (int tick = 0; tick < 14; ++tick) {
    mixer.Write(0, soft);
    mixer.Write(1, tick < 10 ? line : loud);
    mixer.Mix();
    mixer.ReadAll(out);
    if (tick == 9) before = test::ToneDbov(out, 500, 8000);
    if (tick == 10) {
      EXPECT_LT(std::abs(out[2]), 400) << "fades in";
    }
    if (tick == 11) after = test::ToneDbov(out, 1000, 8000);
  }
  EXPECT_NEAR(before, -40, 0.1);
  EXPECT_NEAR(after, -20, 0.1);
  EXPECT_LT(test::ToneDbov(out, 500, 8000), -90);
}

}  // namespace
}  // namespace ossicle::dsp
