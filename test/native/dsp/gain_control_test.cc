#include "dsp/gain_control.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "voice_scenes.h"

namespace ossicle::dsp {
namespace {

using test::FloatSignal;

constexpr int kRateHz = 16'000;
constexpr std::size_t kFrame = 320;

/// Runs `signal` through, told of speech by `is_speech(sample)`.
template <typename IsSpeech>
FloatSignal Through(GainControl& control, FloatSignal signal, IsSpeech is_speech) {
  for (std::size_t at = 0; at + kFrame <= signal.size(); at += kFrame)
    control.Process(std::span(signal).subspan(at, kFrame), is_speech(at) ? 1.0f : 0.0f);
  return signal;
}

bool Always(std::size_t) { return true; }
bool Never(std::size_t) { return false; }

std::span<const float> Part(const FloatSignal& signal, double from_s, double to_s) {
  return std::span(signal).subspan(static_cast<std::size_t>(from_s * kRateHz),
                                   static_cast<std::size_t>((to_s - from_s) * kRateHz));
}

double LevelOf(std::span<const float> part) { return test::DbOf(test::PowerOf(part)); }

float LargestOf(const FloatSignal& signal) {
  float largest = 0;
  for (const float x : signal) largest = std::max(largest, std::abs(x));
  return largest;
}

TEST(GainControl, SpeechOfEveryLevelReachesTheTargetWithinThreeSeconds) {
  for (const double dbov : {-50.0, -40.0, -30.0, -20.0, -10.0}) {
    GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
    const FloatSignal speech = test::FloatNoise(dbov, 8000, kRateHz, 1);
    const FloatSignal out = Through(control, speech, Always);
    EXPECT_NEAR(LevelOf(Part(out, 3, 8)), -23, 1) << dbov;
    EXPECT_NEAR(control.speech_level_dbfs(), dbov, 1.5) << dbov;
  }
}

TEST(GainControl, NoiseAloneIsNotTouched) {
  GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
  const FloatSignal noise = test::FloatNoise(-50, 3000, kRateHz, 2);
  const FloatSignal out = Through(control, noise, Never);
  for (std::size_t i = 0; i < noise.size(); ++i) ASSERT_NEAR(out[i], noise[i], 1e-6f);
}

TEST(GainControl, NoiseBetweenFaintWordsRisesByThreeDecibelsAtMost) {
  GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
  const auto word = [](std::size_t at) { return at % (2 * kRateHz) < kRateHz; };
  FloatSignal signal = test::FloatNoise(-62, 12'000, kRateHz, 3);
  const FloatSignal speech = test::FloatNoise(-42, 12'000, kRateHz, 4);
  for (std::size_t i = 0; i < signal.size(); ++i)
    if (word(i / kFrame * kFrame)) signal[i] += speech[i];
  const FloatSignal out = Through(control, signal, word);
  EXPECT_NEAR(LevelOf(Part(out, 8.1, 8.9)), -23, 1.5);
  for (const double pause_s : {5.5, 7.5, 9.5, 11.5})
    EXPECT_LT(LevelOf(Part(out, pause_s, pause_s + 0.45)), -62 + 3.2) << pause_s;
  EXPECT_GT(LevelOf(Part(out, 10.02, 10.1)), -26) << "the next word is there at once";
}

TEST(GainControl, PeaksStayBelowTheCeiling) {
  GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
  FloatSignal signal = test::FloatNoise(-45, 4000, kRateHz, 5);
  const FloatSignal shout = test::FloatNoise(-6, 2000, kRateHz, 6);
  signal.insert(signal.end(), shout.begin(), shout.end());
  const FloatSignal out = Through(control, signal, Always);
  EXPECT_LE(LargestOf(out), test::DbToGain(-1) + 1e-4);
  EXPECT_NEAR(LevelOf(Part(out, 5.5, 6)), -22, 3);
}

TEST(GainControl, AClickLiftsNothing) {
  GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
  const FloatSignal noise = test::FloatNoise(-55, 2000, kRateHz, 7);
  Through(control, noise, [](std::size_t at) { return at / kFrame == 20 || at / kFrame == 60; });
  EXPECT_LE(control.gain_db(), 0.1f);
}

TEST(GainControl, EveryInputGivesFiniteOutput) {
  GainControl control({.sample_rate_hz = kRateHz, .frame_samples = kFrame});
  for (const float value : {0.0f, 1.0f, -1.0f, 1000.0f, 1e-30f}) {
    const FloatSignal out = Through(control, FloatSignal(kRateHz, value), Always);
    for (const float x : out) ASSERT_LE(std::abs(x), 0.8914f);
  }
}

}  // namespace
}  // namespace ossicle::dsp
