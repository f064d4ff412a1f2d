#include "dsp/dtmf_detector.h"

#include <gtest/gtest.h>

#include <string>

#include "dtmf_presses.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::ForEachKey;
using test::Heard;
using test::Listen;
using test::Press;
using test::Pressed;
using test::Signal;

TEST(DtmfDetector, HearsEveryKeyAtEveryRate) {
  for (const int rate_hz : {8000, 16000, 24000, 32000, 48000})
    ForEachKey([&](int row, int column, const std::string& key) {
      const Heard heard =
          Listen(Pressed({.row = row, .column = column, .ms = 100}, rate_hz), rate_hz, FrameSamples(rate_hz));
      ASSERT_EQ(heard.digits, key) << rate_hz;
      EXPECT_NEAR(heard.durations_ms[0], 100, 10) << key << " at " << rate_hz;
    });
}

TEST(DtmfDetector, FrameLengthDoesNotMatter) {
  Signal signal;
  ForEachKey(
      [&](int row, int column, const std::string&) { test::Append(signal, Pressed({.row = row, .column = column})); });
  for (const std::size_t frame_samples : {1, 7, 20, 80, 160, 240, 480, 960})
    EXPECT_EQ(Listen(signal, 8000, frame_samples).digits, "123A456B789C*0#D") << frame_samples;
}

TEST(DtmfDetector, TakesFortyMillisecondsWhereverTheyBegin) {
  for (int offset = 0; offset < 40; ++offset)
    ForEachKey([&](int row, int column, const std::string& key) {
      EXPECT_EQ(Listen(Pressed({.row = row, .column = column, .ms = 40, .before_ms = 60 + offset / 8.0})).digits, key)
          << offset;
    });
}

TEST(DtmfDetector, RefusesTwentyThreeMilliseconds) {
  for (int offset = 0; offset < 40; ++offset)
    ForEachKey([&](int row, int column, const std::string&) {
      EXPECT_EQ(Listen(Pressed({.row = row, .column = column, .ms = 23, .before_ms = 60 + offset / 8.0})).digits, "")
          << offset;
    });
}

TEST(DtmfDetector, TakesLevelsTwistAndFrequencyInsideTheLimits) {
  for (const double level : {-10.0, -20.0, -29.0})
    for (const double twist : {-8.0, -4.0, 0.0, 4.0})
      for (const double shift : {-1.0, 0.0, 1.0})
        ForEachKey([&](int row, int column, const std::string& key) {
          const auto off = [&](float hz) { return shift * (0.015 + 2 / double{hz}); };
          Press p{.row = row, .column = column, .low_dbm0 = level, .high_dbm0 = level, .ms = 40};
          (twist < 0 ? p.low_dbm0 : p.high_dbm0) += std::abs(twist);  // the weaker one stays at the level under test
          p.low_shift = off(kDtmfLowHz[static_cast<std::size_t>(row)]);
          p.high_shift = -off(kDtmfHighHz[static_cast<std::size_t>(column)]);
          EXPECT_EQ(Listen(Pressed(p)).digits, key) << level << " dBm0, twist " << twist << ", shift " << shift;
        });
}

TEST(DtmfDetector, RefusesFrequenciesBeyondTheLimit) {
  for (const double shift : {-0.035, 0.035})
    for (const bool low : {true, false})
      ForEachKey([&](int row, int column, const std::string& key) {
        Press p{.row = row, .column = column, .ms = 100};
        (low ? p.low_shift : p.high_shift) = shift;
        EXPECT_EQ(Listen(Pressed(p)).digits, "") << key << (low ? " low " : " high ") << shift;
      });
}

TEST(DtmfDetector, RefusesTooMuchTwistAndTooLittleLevel) {
  ForEachKey([&](int row, int column, const std::string& key) {
    EXPECT_EQ(Listen(Pressed({.row = row, .column = column, .high_dbm0 = -22})).digits, "") << key;
    EXPECT_EQ(Listen(Pressed({.row = row, .column = column, .low_dbm0 = -18})).digits, "") << key;
    EXPECT_EQ(Listen(Pressed({.row = row, .column = column, .low_dbm0 = -36, .high_dbm0 = -36})).digits, "") << key;
  });
}

TEST(DtmfDetector, BridgesTenMillisecondsAndSeparatesForty) {
  for (int offset = 0; offset < 40; ++offset) {
    const auto interrupted = [&](double gap_ms) {
      Signal signal = Pressed({.ms = 60, .before_ms = 60 + offset / 8.0});
      signal.resize(signal.size() - test::SamplesIn(60, 8000));
      test::Append(signal, Pressed({.ms = 60, .before_ms = gap_ms}));
      return Listen(signal).digits;
    };
    EXPECT_EQ(interrupted(10), "5") << offset;
    EXPECT_EQ(interrupted(40), "55") << offset;
  }
}

TEST(DtmfDetector, TellsADigitWhenItIsCertainAndWhileItLasts) {
  DtmfDetector detector(8000);
  Signal signal = Pressed({.ms = 200, .before_ms = 60});
  double started_ms = 0, released_ms = 0, now_ms = 0;
  int starts = 0, ends = 0;
  test::ForEachFrame(signal, 5, 8000, [&](Samples frame) {
    now_ms += 5;
    const auto ended = detector.Process(frame);
    if (detector.started()) {
      ++starts;
      started_ms = now_ms;
      EXPECT_EQ(*detector.started(), '5');
    }
    if (ended) {
      ++ends;
      released_ms = now_ms;
      EXPECT_EQ(detector.active(), 0);
      EXPECT_NEAR(ToMilliseconds(ended->duration), 200, 10);
    }
    EXPECT_EQ(detector.active(), starts > ends ? '5' : 0);
  });
  EXPECT_EQ(starts, 1);
  EXPECT_EQ(ends, 1);
  EXPECT_LE(started_ms, 60 + 45);
  EXPECT_LE(released_ms, 260 + 40);
}

TEST(DtmfDetector, WorksInNoise) {
  for (const double noise_dbov : {-60.0, -40.0, -31.0})  // two tones of -10 dBm0: -13.2 dBov; so down to 18 dB
    ForEachKey([&](int row, int column, const std::string& key) {
      const Signal tone = Pressed({.row = row, .column = column, .ms = 60});
      const auto seed = static_cast<std::uint64_t>(row * 4 + column + 1);
      EXPECT_EQ(Listen(test::Added(tone, test::Noise(noise_dbov, 250, 8000, seed))).digits, key) << noise_dbov;
    });
}

TEST(DtmfDetector, NoiseAloneIsNoDigit) {
  for (const double dbov : {-50.0, -30.0, -15.0}) EXPECT_EQ(Listen(test::Noise(dbov, 60'000, 8000, 7)).digits, "");
}

TEST(DtmfDetector, OneToneIsNoDigit) {
  for (const float hz : kDtmfLowHz) EXPECT_EQ(Listen(test::Sine(double{hz}, -10, 500, 8000)).digits, "");
  for (const float hz : kDtmfHighHz) EXPECT_EQ(Listen(test::Sine(double{hz}, -10, 500, 8000)).digits, "");
}

TEST(DtmfDetector, ThirdToneSpoilsTheDigit) {
  for (const double hz : {400.0, 1050.0, 1100.0, 1680.0, 2418.0, 3000.0})
    EXPECT_EQ(Listen(test::Added(Pressed({.ms = 200}), test::Sine(hz, -13, 320, 8000))).digits, "") << hz;
}

// A voice whose first two harmonics pass through a key: an octave apart, or one growing as the other fades.
TEST(DtmfDetector, VoicesAreNoDigits) {
  for (const double hz : {683.0, 684.0, 755.0, 835.0}) {
    const Signal octave = test::Added(test::Sine(hz, -16, 100, 8000), test::Sine(2 * hz, -16, 100, 8000));
    EXPECT_EQ(Listen(octave).digits, "") << hz;
  }
  ForEachKey([](int row, int column, const std::string& key) {
    const Signal low = test::Sine(double{kDtmfLowHz[static_cast<std::size_t>(row)]}, -16, 60, 8000);
    const Signal high = test::Sine(double{kDtmfHighHz[static_cast<std::size_t>(column)]}, -16, 60, 8000);
    Signal voice(low.size());
    for (std::size_t i = 0; i < voice.size(); ++i) {
      const double turned_db = 24 * static_cast<double>(i) / static_cast<double>(voice.size()) - 12;
      voice[i] = test::Clamp16(low[i] * test::DbToGain(-turned_db / 2) + high[i] * test::DbToGain(turned_db / 2));
    }
    EXPECT_EQ(Listen(voice).digits, "") << key;
  });
}

TEST(DtmfDetector, ResetForgetsAToneInTheMiddle) {
  DtmfDetector detector(8000);
  Signal signal = Pressed({.ms = 100, .before_ms = 0});
  EXPECT_FALSE(detector.Process(Samples(signal).first(600)).has_value());
  EXPECT_EQ(detector.active(), '5');
  detector.Reset();
  EXPECT_EQ(detector.active(), 0);
  EXPECT_FALSE(detector.Process(test::Silence(200, 8000)).has_value());
}

TEST(DtmfDetectorVectors, HearsRecordedKeys) {
  OSSICLE_NEED_VECTORS("dtmf");
  const auto folder = test::VectorsFolder() / "dtmf";
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "complete-sequence-8kHz.wav")).digits, "1234567890*#ABCD");
}

// About as much white noise as tone: 2 dB between them.
TEST(DtmfDetectorVectors, HearsAKeyInLoudNoise) {
  OSSICLE_NEED_VECTORS("dtmf");
  EXPECT_EQ(Listen(test::ReadWavSamples(test::VectorsFolder() / "dtmf" / "testNoise.wav")).digits, "1");
}

// A key with a third tone at twice its high one, as strong as both: a voice, not a keypad.
TEST(DtmfDetectorVectors, RefusesAKeyWithAStrongSecondHarmonic) {
  OSSICLE_NEED_VECTORS("dtmf");
  EXPECT_EQ(Listen(test::ReadWavSamples(test::VectorsFolder() / "dtmf" / "one_distorted.wav")).digits, "");
}

TEST(DtmfDetectorVectors, SpeechIsNoDigit) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const auto folder = test::VectorsFolder() / "speech-noise";
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "jfk/jfk.wav"), 16000).digits, "");
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "pyroomacoustics/cmu_arctic_us_aew_a0001.wav"), 16000).digits, "");
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "pyroomacoustics/cmu_arctic_us_axb_a0005.wav"), 16000).digits, "");
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "pyroomacoustics/doing_the_dishes.wav"), 16000).digits, "");
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "vctk-p286/p286_011.wav"), 48000).digits, "");
  EXPECT_EQ(Listen(test::ReadWavSamples(folder / "webrtc/audio_tiny8.wav"), 8000).digits, "");
  EXPECT_EQ(Listen(test::ReadSamples(folder / "webrtc/audio_short16.pcm"), 16000).digits, "");
  EXPECT_EQ(Listen(test::ReadSamples(folder / "itu-p501/P501_D_EN_fm_SWB_48k.pcm"), 48000).digits, "");
}

}  // namespace
}  // namespace ossicle::dsp
