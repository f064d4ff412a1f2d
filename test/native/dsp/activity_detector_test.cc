#include "dsp/activity_detector.h"

#include <gtest/gtest.h>

#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;
using Change = ActivityDetector::Change;

struct Turn {
  double ms;
  Change change;
};

std::vector<Turn> Turns(ActivityDetector& detector, Signal signal, int rate_hz, double frame_ms = 20) {
  std::vector<Turn> turns;
  double now_ms = 0;
  test::ForEachFrame(signal, frame_ms, rate_hz, [&](Samples frame) {
    now_ms += frame_ms;
    const Change change = detector.Process(frame);
    if (change != Change::kNone) turns.push_back({now_ms, change});
  });
  return turns;
}

std::vector<Turn> Turns(const Signal& signal, int rate_hz = 8000, double frame_ms = 20) {
  ActivityDetector detector(rate_hz);
  return Turns(detector, signal, rate_hz, frame_ms);
}

/// Something with the rhythm of speech: vowels of 150 ms at `dbov`, gaps of 50 ms.
Signal Babble(double dbov, double ms, int rate_hz) {
  Signal out;
  while (out.size() < test::SamplesIn(ms, rate_hz)) {
    test::Append(out, test::Added(test::Sine(180, dbov - 3, 150, rate_hz), test::Sine(720, dbov - 3, 150, rate_hz)));
    test::Append(out, test::Silence(50, rate_hz));
  }
  return out;
}

TEST(ActivityDetector, HearsQuietSpeechOverAQuietRoom) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const double frame_ms : {10.0, 20.0}) {
      Signal signal = test::Silence(1000, rate_hz);
      test::Append(signal, Babble(-40, 2000, rate_hz));
      test::Append(signal, test::Silence(1000, rate_hz));
      const auto turns = Turns(test::Added(signal, test::Noise(-65, 4000, rate_hz, 5)), rate_hz, frame_ms);
      ASSERT_EQ(turns.size(), 2u) << rate_hz;
      EXPECT_EQ(turns[0].change, Change::kSpeechStarted);
      EXPECT_NEAR(turns[0].ms, 1100, 40);
      EXPECT_EQ(turns[1].change, Change::kSpeechEnded);
      EXPECT_NEAR(turns[1].ms, 2950 + 400, 60);
    }
}

TEST(ActivityDetector, NoiseOfMinusFiftyIsSilence) {
  for (const double frame_ms : {10.0, 20.0}) EXPECT_TRUE(Turns(test::Noise(-50, 60'000, 8000, 2), 8000, frame_ms).empty());
}

TEST(ActivityDetector, SteadyNoiseFallsSilentAndSpeechOverItIsHeard) {
  Signal signal = test::Noise(-35, 10'000, 8000, 3);
  Signal speech = test::Silence(6000, 8000);
  test::Append(speech, Babble(-18, 1500, 8000));
  const auto turns = Turns(test::Added(signal, speech));
  ASSERT_EQ(turns.size(), 4u);
  EXPECT_EQ(turns[1].change, Change::kSpeechEnded);
  EXPECT_LT(turns[1].ms, 3000);
  EXPECT_EQ(turns[2].change, Change::kSpeechStarted);
  EXPECT_NEAR(turns[2].ms, 6100, 60);
  EXPECT_EQ(turns[3].change, Change::kSpeechEnded);
  EXPECT_NEAR(turns[3].ms, 7550 + 400, 80);
}

TEST(ActivityDetector, ShortSoundsDoNotCount) {
  Signal signal = test::Silence(500, 8000);
  for (int i = 0; i < 10; ++i) {
    test::Append(signal, test::Noise(-10, 40, 8000, 4));
    test::Append(signal, test::Silence(200, 8000));
  }
  EXPECT_TRUE(Turns(signal).empty());
}

TEST(ActivityDetector, GapsShorterThanTheHangoverAreBridged) {
  Signal signal = test::Silence(500, 8000);
  test::Append(signal, Babble(-20, 600, 8000));
  test::Append(signal, test::Silence(280, 8000));
  test::Append(signal, Babble(-20, 600, 8000));
  test::Append(signal, test::Silence(1000, 8000));
  EXPECT_EQ(Turns(signal).size(), 2u);
}

TEST(ActivityDetector, ConfigurationIsUsed) {
  ActivityDetector::Config config;
  config.min_speech = Milliseconds(300);
  config.hangover = Milliseconds(800);
  ActivityDetector detector(8000, config);
  Signal signal = test::Silence(500, 8000);
  test::Append(signal, test::Sine(300, -20, 1000, 8000));
  test::Append(signal, test::Silence(1500, 8000));
  const auto turns = Turns(detector, signal, 8000);
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_NEAR(turns[0].ms, 800, 20);
  EXPECT_NEAR(turns[1].ms, 2300, 20);
}

TEST(ActivityDetector, ProbabilityFollowsTheFrameAndResetForgets) {
  ActivityDetector detector(8000);
  detector.Process(test::Sine(300, -15, 20, 8000));
  EXPECT_GT(detector.probability(), 0.95f);
  detector.Process(test::Silence(20, 8000));
  EXPECT_LT(detector.probability(), 0.05f);
  Turns(detector, Babble(-20, 1000, 8000), 8000);
  EXPECT_TRUE(detector.speech());
  detector.Reset();
  EXPECT_FALSE(detector.speech());
  EXPECT_EQ(detector.Process({}), Change::kNone);
}

TEST(ActivityDetectorVectors, HearsTheSentencesOfASpeech) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const Signal speech = test::ReadWavSamples(test::VectorsFolder() / "speech-noise/jfk/jfk.wav");
  const auto turns = Turns(speech, 16000);
  ASSERT_GE(turns.size(), 4u);  // at least two phrases
  EXPECT_LT(turns[0].ms, 1000);
  double spoken_ms = 0;
  for (std::size_t i = 0; i + 1 < turns.size(); i += 2) spoken_ms += turns[i + 1].ms - turns[i].ms;
  EXPECT_GT(spoken_ms, 5000);
}

}  // namespace
}  // namespace ossicle::dsp
