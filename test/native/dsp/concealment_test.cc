#include "dsp/concealment.h"

#include <gtest/gtest.h>

#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

/// Plays `signal` in frames, losing those that lost(index) names.
Signal Through(const Signal& signal, double frame_ms, int rate_hz, const auto& lost) {
  Concealment concealment(rate_hz);
  Signal out = signal;
  std::size_t index = 0;
  test::ForEachFrame(out, frame_ms, rate_hz, [&](Samples frame) {
    if (lost(index++)) concealment.Conceal(frame);
    else concealment.Good(frame);
  });
  return out;
}

/// A voice: harmonics of `hz` that fall by 6 dB per octave.
Signal Voice(double hz, double dbov, double ms, int rate_hz) {
  Signal out = test::Silence(ms, rate_hz);
  for (int harmonic = 1; harmonic * hz < 3400; ++harmonic)
    out = test::Added(out, test::Sine(hz * harmonic, dbov - 20 * std::log10(harmonic), ms, rate_hz, harmonic));
  return out;
}

double DifferenceSnrDb(ConstSamples expected, ConstSamples actual) {
  double signal = 1e-9, noise = 1e-9;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    signal += double{1} * expected[i] * expected[i];
    noise += double{1} * (expected[i] - actual[i]) * (expected[i] - actual[i]);
  }
  return 10 * std::log10(signal / noise);
}

int LargestStep(ConstSamples signal) {
  int largest = 0;
  for (std::size_t i = 1; i < signal.size(); ++i) largest = std::max(largest, std::abs(signal[i] - signal[i - 1]));
  return largest;
}

TEST(Concealment, WithoutLossNothingChanges) {
  const Signal in = test::Noise(-20, 500, 8000, 1);
  EXPECT_EQ(Through(in, 20, 8000, [](std::size_t) { return false; }), in);
}

TEST(Concealment, AVoiceGoesOnThroughTenMilliseconds) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const double hz : {80.0, 100.0, 125.0, 160.0}) {  // whole pitch periods at 8 kHz
      const Signal in = Voice(hz, -16, 400, rate_hz);
      const Signal out = Through(in, 10, rate_hz, [](std::size_t i) { return i == 20; });
      const std::size_t at = test::SamplesIn(200, rate_hz), length = test::SamplesIn(10, rate_hz);
      EXPECT_GT(DifferenceSnrDb(ConstSamples(in).subspan(at, length), ConstSamples(out).subspan(at, length)), 20)
          << hz << " at " << rate_hz;
    }
}

TEST(Concealment, JoinsWithoutAClick) {
  for (const double frame_ms : {2.5, 5.0, 10.0, 20.0, 60.0})
    for (const double hz : {87.0, 113.0, 190.0, 333.0}) {
      const Signal in = Voice(hz, -16, 1200, 8000);
      const Signal out = Through(in, frame_ms, 8000, [](std::size_t i) { return i % 7 == 6; });
      EXPECT_LT(LargestStep(out), LargestStep(in) * 3 / 2) << hz << " in frames of " << frame_ms;
    }
}

TEST(Concealment, FadesToSilenceBySixtyMilliseconds) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    const Signal out = Through(Voice(120, -16, 500, rate_hz), 10, rate_hz, [](std::size_t i) { return i >= 20; });
    const auto level = [&](double from_ms, double ms) {
      return test::RmsDbov(ConstSamples(out).subspan(test::SamplesIn(from_ms, rate_hz), test::SamplesIn(ms, rate_hz)));
    };
    const double before = level(180, 20);
    EXPECT_NEAR(level(200, 10), before, 1.5);
    EXPECT_LT(level(230, 10), before - 2);
    EXPECT_LT(level(250, 10), before - 10);
    EXPECT_EQ(level(260, 200), -127);
  }
}

TEST(Concealment, ComesBackGentlyAndFully) {
  const Signal in = Voice(120, -16, 600, 8000);
  const Signal out = Through(in, 20, 8000, [](std::size_t i) { return i >= 10 && i < 15; });
  // 100 ms are lost from 200 on; 10 ms of fading follow, then every sample is as it came.
  EXPECT_LT(std::abs(int{out[2400]}), 600);
  EXPECT_TRUE(std::equal(in.begin() + 2480, in.end(), out.begin() + 2480));
}

TEST(Concealment, TheWayBackMaySpanSmallFrames) {
  const Signal in = Voice(120, -16, 600, 8000);
  const auto lost = [](std::size_t first, std::size_t count) {
    return [=](std::size_t i) { return i >= first && i < first + count; };
  };
  EXPECT_EQ(Through(in, 2.5, 8000, lost(80, 8)), Through(in, 20, 8000, lost(10, 1)));
}

TEST(Concealment, LossFromTheStartAndAfterResetIsSilence) {
  Concealment concealment(8000);
  Signal frame(160, Sample{99});
  concealment.Conceal(frame);
  EXPECT_EQ(frame, Signal(160, Sample{0}));
  Signal voice = Voice(120, -16, 20, 8000);
  concealment.Good(voice);
  concealment.Reset();
  concealment.Conceal(frame);
  EXPECT_EQ(frame, Signal(160, Sample{0}));
}

TEST(Concealment, StaysInRangeAtFullScale) {
  Signal square(8000);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 37 % 2 ? 32767 : -32768;
  const Signal out = Through(square, 20, 8000, [](std::size_t i) { return i % 3 == 1; });
  EXPECT_GT(test::RmsDbov(out), -6);  // wrapped values would not show as level, but as this sum of signs
  int agreeing = 0;
  for (std::size_t i = 0; i < out.size(); ++i) agreeing += (out[i] > 0) == (square[i] > 0);
  EXPECT_GT(agreeing, 6400);
}

/// Mean squared error of one-frame losses against the true speech, relative to playing silence.
TEST(ConcealmentVectors, BeatsSilenceOnSpeech) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const Signal in = test::ReadWavSamples(test::VectorsFolder() / "speech-noise/jfk/jfk.wav");
  const auto lost = [](std::size_t i) { return i % 10 == 9; };
  const Signal out = Through(in, 10, 16000, lost);
  double concealed = 0, silent = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (!lost(i / 160)) continue;
    concealed += double{1} * (in[i] - out[i]) * (in[i] - out[i]);
    silent += double{1} * in[i] * in[i];
  }
  EXPECT_LT(concealed, silent * 0.6);
}

}  // namespace
}  // namespace ossicle::dsp
