#include "dsp/voice_detector.h"

#include <gtest/gtest.h>

#include <limits>

#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;
using Kind = VoiceDetector::Event::Kind;

struct Heard {
  Kind kind;
  double at_ms;
  double duration_ms;
};

std::vector<Heard> Listen(VoiceDetector& detector, Signal signal, int rate_hz, double frame_ms = 20) {
  std::vector<Heard> heard;
  double now_ms = 0;
  test::ForEachFrame(signal, frame_ms, rate_hz, [&](Samples frame) {
    detector.Process(ConstSamples(frame));
    now_ms += frame_ms;
    while (const auto event = detector.Poll()) heard.push_back({event->kind, now_ms, ToMilliseconds(event->duration)});
  });
  return heard;
}

/// Share of 20 ms frames at which speech is likely.
double ShareOfSpeech(const Signal& signal, int rate_hz) {
  VoiceDetector detector(rate_hz);
  int speech = 0, frames = 0;
  Signal copy = signal;
  test::ForEachFrame(copy, 20, rate_hz, [&](Samples frame) {
    detector.Process(ConstSamples(frame));
    speech += detector.probability() >= 0.5f ? 1 : 0;
    ++frames;
  });
  return static_cast<double>(speech) / frames;
}

Signal Speech() { return test::ReadWavSamples(test::VectorsFolder() / "speech-noise" / "jfk" / "jfk.wav"); }

TEST(VoiceDetector, WhatIsNoSpeechIsNotTakenForIt) {
  for (const int rate_hz : {8000, 16'000, 48'000}) {
    EXPECT_LT(ShareOfSpeech(test::Noise(-30, 5000, rate_hz, 1), rate_hz), 0.02) << rate_hz;
    EXPECT_LT(ShareOfSpeech(test::Silence(3000, rate_hz), rate_hz), 0.01) << rate_hz;
    EXPECT_LT(ShareOfSpeech(test::Sine(425, -15, 5000, rate_hz), rate_hz), 0.05) << rate_hz;
    EXPECT_LT(ShareOfSpeech(test::Added(test::Sine(440, -18, 5000, rate_hz), test::Sine(480, -18, 5000, rate_hz)), rate_hz), 0.05);
  }
}

TEST(VoiceDetector, HearsSpeechAtEveryLevel) {
  const Signal speech = Speech();
  if (speech.empty()) GTEST_SKIP() << "no " << test::VectorsFolder();
  for (const double gain_db : {0.0, -15.0, -30.0}) {
    Signal quieter = speech;
    for (Sample& x : quieter) x = test::Clamp16(x * test::DbToGain(gain_db));
    const double share = ShareOfSpeech(quieter, 16'000);
    EXPECT_GT(share, 0.5) << gain_db;
    EXPECT_LT(share, 0.95) << gain_db;
  }
}

TEST(VoiceDetector, SpeechHasABeginningAndAnEnd) {
  const Signal speech = Speech();
  if (speech.empty()) GTEST_SKIP() << "no " << test::VectorsFolder();
  VoiceDetector detector(16'000);
  Signal signal = test::Noise(-70, 2000, 16'000, 2);
  test::Append(signal, speech);
  test::Append(signal, test::Noise(-70, 2000, 16'000, 3));
  const std::vector<Heard> heard = Listen(detector, signal, 16'000);
  ASSERT_GE(heard.size(), 2u);
  EXPECT_EQ(heard.front().kind, Kind::kSpeechStarted);
  EXPECT_NEAR(heard.front().at_ms, 2400, 400);
  EXPECT_EQ(heard.back().kind, Kind::kSpeechEnded);
  for (std::size_t i = 1; i < heard.size(); ++i) EXPECT_NE(heard[i].kind, heard[i - 1].kind);
  EXPECT_FALSE(detector.speech());
}

TEST(VoiceDetector, SilenceIsToldEverySoOften) {
  VoiceDetector::Config config;
  config.silence_interval = Milliseconds(480);
  VoiceDetector detector(8000, config);
  const std::vector<Heard> heard = Listen(detector, test::Silence(2000, 8000), 8000);
  ASSERT_EQ(heard.size(), 4u);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    EXPECT_EQ(heard[i].kind, Kind::kSilence);
    EXPECT_NEAR(heard[i].duration_ms, 480 * static_cast<double>(i + 1), 0.1);
  }
}

TEST(VoiceDetector, TheFrameLengthChangesNothing) {
  const Signal speech = Speech();
  if (speech.empty()) GTEST_SKIP() << "no " << test::VectorsFolder();
  VoiceDetector by_ten(16'000), at_once(16'000);
  Listen(by_ten, speech, 16'000, 10);
  at_once.Process(ConstSamples(speech).first(speech.size() / 160 * 160));
  EXPECT_FLOAT_EQ(by_ten.probability(), at_once.probability());
  EXPECT_EQ(by_ten.speech(), at_once.speech());
}

TEST(VoiceDetector, FloatsAreTheSameAndWhatIsNoNumberIsSilence) {
  Signal noise = test::Noise(-30, 1000, 8000, 4);
  std::vector<float> floats;
  for (const Sample x : noise) floats.push_back(static_cast<float>(x) / 32768.0f);
  VoiceDetector ints(8000), reals(8000);
  ints.Process(ConstSamples(noise));
  reals.Process(std::span<const float>(floats));
  EXPECT_FLOAT_EQ(ints.probability(), reals.probability());
  floats.assign(8000, std::numeric_limits<float>::quiet_NaN());
  reals.Process(std::span<const float>(floats));
  EXPECT_EQ(reals.non_finite_samples(), 8000u);
  EXPECT_LT(reals.probability(), 0.1f);
}

TEST(VoiceDetector, ResetBeginsAnew) {
  const Signal noise = test::Noise(-20, 1000, 8000, 5);
  VoiceDetector fresh(8000), used(8000);
  used.Process(ConstSamples(test::Sine(300, -10, 900, 8000)));
  used.Reset();
  fresh.Process(ConstSamples(noise));
  used.Process(ConstSamples(noise));
  EXPECT_EQ(fresh.probability(), used.probability());
}

TEST(VoiceDetector, FullScaleStaysANumber) {
  for (const Sample value : {Sample{32767}, Sample{-32768}, Sample{1}}) {
    VoiceDetector detector(8000);
    detector.Process(ConstSamples(Signal(8000, value)));
    EXPECT_GE(detector.probability(), 0);
    EXPECT_LE(detector.probability(), 1);
  }
}

}  // namespace
}  // namespace ossicle::dsp
