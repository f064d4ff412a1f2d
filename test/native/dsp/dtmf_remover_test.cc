#include "dsp/dtmf_remover.h"

#include <gtest/gtest.h>

#include "dsp/dtmf_generator.h"
#include "dtmf_presses.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

constexpr double kGuardMs = 6;  // around a digit, where anything may be lost

Signal Removed(const Signal& in, int rate_hz, std::size_t frame_samples = 160) {
  DtmfRemover remover(rate_hz);
  Signal out = in;
  test::Append(out, test::Silence(80, rate_hz));
  for (std::size_t at = 0; at < out.size(); at += frame_samples)
    remover.Process(Samples(out).subspan(at, std::min(frame_samples, out.size() - at)));
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(remover.latency_samples()));
  return out;
}

/// Something like a voice: harmonics of a pitch that wanders, in syllables.
Signal Voice(double ms, int rate_hz) {
  Signal out(test::SamplesIn(ms, rate_hz));
  double turn = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    turn += 2 * std::numbers::pi * (130 + 25 * std::sin(5 * t)) / rate_hz;
    double sum = 0;
    for (int harmonic = 1; harmonic < 20; ++harmonic) sum += std::sin(harmonic * turn) / harmonic;
    out[i] = test::Clamp16(4000 * sum * std::abs(std::sin(9 * t)));
  }
  return out;
}

/// The loudest 5 ms, in dBov.
double LoudestDbov(ConstSamples signal, int rate_hz) {
  const std::size_t piece = test::SamplesIn(5, rate_hz);
  double loudest = -127;
  for (std::size_t at = 0; at + piece <= signal.size(); at += piece / 5)
    loudest = std::max(loudest, test::RmsDbov(signal.subspan(at, piece)));
  return loudest;
}

TEST(DtmfRemover, LeavesNoBurstOfADigit) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const double ms : {40.0, 70.0, 500.0})
      test::ForEachKey([&](int row, int column, const std::string& key) {
        const Signal out = Removed(test::Pressed({.row = row, .column = column, .ms = ms}, rate_hz), rate_hz);
        // Two tones of -10 dBm0 are -13.2 dBov.
        EXPECT_LT(LoudestDbov(out, rate_hz), -13.2 - 25) << key << " " << ms << " ms at " << rate_hz;
      });
}

TEST(DtmfRemover, LeavesNoBurstOfADigitWithRoundedEdges) {
  for (const int rate_hz : {8000, 48000}) {
    DtmfGenerator generator(rate_hz);
    ASSERT_TRUE(
        generator.Start("123A456B789C*0#D", {.on = Milliseconds(70), .off = Milliseconds(70), .level_dbm0 = -10}));
    Signal in(test::SamplesIn(16 * 140, rate_hz));
    generator.Process(in);
    EXPECT_LT(LoudestDbov(Removed(in, rate_hz), rate_hz), -13.2 - 25) << rate_hz;
  }
}

TEST(DtmfRemover, LosesNothingOfTheSpeechAround) {
  for (const int rate_hz : {8000, 48000})
    test::ForEachKey([&](int row, int column, const std::string& key) {
      Signal in = Voice(700, rate_hz);
      const Signal digit = test::Pressed({.row = row, .column = column, .ms = 80, .before_ms = 0}, rate_hz);
      const std::size_t begin = test::SamplesIn(301, rate_hz), length = test::SamplesIn(80, rate_hz);
      std::copy_n(digit.begin(), length, in.begin() + static_cast<std::ptrdiff_t>(begin));
      const Signal out = Removed(in, rate_hz);
      const std::size_t guard = test::SamplesIn(kGuardMs, rate_hz);
      for (std::size_t i = 0; i < in.size(); ++i)
        if (i + guard < begin || i >= begin + length + guard) {
          ASSERT_EQ(out[i], in[i]) << key << " " << i;
        }
      const Samples inside = Samples(const_cast<Signal&>(out)).subspan(begin + guard, length - 2 * guard);
      EXPECT_LT(LoudestDbov(inside, rate_hz), -13.2 - 40) << key;
    });
}

TEST(DtmfRemover, PassesSpeechUntouched) {
  const Signal in = Voice(3000, 16000);
  const Signal out = Removed(in, 16000);
  ASSERT_EQ(out.size(), in.size());
  EXPECT_EQ(out, in);
}

TEST(DtmfRemover, FrameLengthDoesNotMatter) {
  Signal in;
  test::ForEachKey([&](int row, int column, const std::string&) {
    test::Append(in, test::Pressed({.row = row, .column = column, .ms = 40, .before_ms = 0}));
  });
  const Signal out = Removed(in, 8000);
  EXPECT_LT(LoudestDbov(out, 8000), -13.2 - 25);
  for (const std::size_t frame_samples : {1, 7, 40, 960})
    EXPECT_EQ(Removed(in, 8000, frame_samples), out) << frame_samples;
}

TEST(DtmfRemover, ResetForgetsTheSignal) {
  DtmfRemover remover(8000);
  Signal first = test::Pressed({.ms = 300, .before_ms = 0});
  remover.Process(Samples(first).first(1600));
  remover.Reset();
  Signal voice = Voice(300, 8000);
  const Signal in = voice;
  remover.Process(voice);
  for (std::size_t i = 0; i < voice.size(); ++i)
    ASSERT_EQ(voice[i], i < remover.latency_samples() ? 0 : in[i - remover.latency_samples()]);
}

}  // namespace
}  // namespace ossicle::dsp
