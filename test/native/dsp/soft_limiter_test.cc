#include "dsp/soft_limiter.h"

#include <gtest/gtest.h>

#include "dsp/mixer.h"
#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

constexpr float kCeiling = 32767.0f;

/// What the limiter makes of `signal`, which may exceed the range, in frames of 20 ms.
std::vector<float> Limited(const std::vector<float>& signal, int rate_hz = 8000) {
  const std::size_t length = FrameSamples(rate_hz);
  SoftLimiter limiter(rate_hz, length, 1);
  SoftLimiter::State state;
  std::vector<float> out = signal;
  for (std::size_t at = 0; at + length <= out.size(); at += length) limiter.Process(state, std::span(out).subspan(at, length));
  return out;
}

std::vector<float> LoudSine(double hz, double peak, double ms, int rate_hz, double phase = 0) {
  std::vector<float> out(test::SamplesIn(ms, rate_hz));
  for (std::size_t n = 0; n < out.size(); ++n)
    out[n] = static_cast<float>(peak * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / rate_hz + phase));
  return out;
}

float Peak(std::span<const float> signal) {
  float peak = 0;
  for (const float sample : signal) peak = std::max(peak, std::fabs(sample));
  return peak;
}

Signal Rounded(std::span<const float> signal) {
  Signal out;
  for (const float sample : signal) out.push_back(test::Clamp16(static_cast<double>(sample)));
  return out;
}

TEST(SoftLimiter, WhatFitsPassesBitForBit) {
  const std::vector<float> loud = LoudSine(313, 32767, 400, 16000);
  EXPECT_EQ(Limited(loud, 16000), loud);
}

TEST(SoftLimiter, NothingOvershootsHoweverItBegins) {
  test::Signal seeds = test::Noise(-20, 20, 8000, 1);
  for (const double phase : {0.0, 0.7, std::numbers::pi / 2, 3.0}) {
    for (const double peak : {33000.0, 65000.0, 400000.0, 3.0e7}) {
      std::vector<float> signal(800);  // silence, then at once
      const std::vector<float> loud = LoudSine(440, peak, 500, 8000, phase);
      signal.insert(signal.end() - 37, loud.begin(), loud.end());
      EXPECT_LE(Peak(Limited(signal)), kCeiling + 0.5f) << phase << " " << peak;
    }
  }
  for (const double gain : {2.0, 20.0}) {
    std::vector<float> noise;
    for (const Sample sample : test::Noise(-9, 2000, 48000, 5)) noise.push_back(static_cast<float>(gain) * sample);
    EXPECT_LE(Peak(Limited(noise, 48000)), kCeiling + 0.5f);
  }
}

TEST(SoftLimiter, ASteadyHotToneStaysATone) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    for (const double hz : {100.0, 440.0, 1000.0, 3000.0}) {
      const std::vector<float> out = Limited(LoudSine(hz, 4 * 32767.0, 3000, rate_hz, 0.3), rate_hz);
      const Signal steady = Rounded(std::span(out).subspan(out.size() / 3 * 2));
      EXPECT_GT(test::SineSnrDb(steady, hz, rate_hz), 75) << rate_hz << " " << hz;  // THD + N; hard clipping has 9 dB
      EXPECT_NEAR(test::ToneDbov(steady, hz, rate_hz), -3.01, 1.1);
    }
  }
}

TEST(SoftLimiter, ReturnsToExactlyOne) {
  std::vector<float> signal = LoudSine(440, 100000, 200, 8000);
  const std::vector<float> quiet = LoudSine(1000, 8000, 6000, 8000);
  signal.insert(signal.end(), quiet.begin(), quiet.end());
  const std::vector<float> out = Limited(signal);
  float before = 0;
  for (std::size_t at = 1600; at + 160 <= out.size(); at += 160) {  // the way back is steady
    const float peak = Peak(std::span(out).subspan(at, 160));
    EXPECT_GE(peak, before * 0.999f);
    before = peak;
  }
  EXPECT_TRUE(std::equal(out.end() - 8000, out.end(), signal.end() - 8000));
}

// Twenty talkers at once: the gain finds its level and does not breathe.
TEST(SoftLimiter, ALoudCrowdDoesNotPump) {
  std::vector<float> crowd;
  for (const Sample sample : test::Noise(-12, 8000, 8000, 9)) crowd.push_back(4.5f * sample);
  const std::vector<float> out = Limited(crowd);
  double least = 1e9, most = 0;
  for (std::size_t at = 16000; at + 160 <= out.size(); at += 160) {
    double in_power = 0, out_power = 0;
    for (std::size_t n = at; n < at + 160; ++n) in_power += double{crowd[n]} * crowd[n], out_power += double{out[n]} * out[n];
    const double gain = std::sqrt(out_power / in_power);
    least = std::min(least, gain);
    most = std::max(most, gain);
  }
  EXPECT_LT(20 * std::log10(most / least), 4);
}

// What one listener hears is turned down, and no other.
TEST(SoftLimiter, EachListenerHasItsOwn) {
  const Signal loud = test::Sine(500, -3.1, 20, 8000), soft = test::Sine(700, -20, 20, 8000);
  Mixer mixer({});
  for (int i = 0; i < 3; ++i) mixer.AddInput();
  Signal heard(160), again(160);
  for (int tick = 0; tick < 20; ++tick) {
    mixer.Write(0, loud);
    mixer.Write(1, loud);
    mixer.Write(2, soft);
    mixer.Mix();
    mixer.ReadWithout(2, heard);  // both loud ones
    EXPECT_LE(*std::max_element(heard.begin(), heard.end()), 32767);
    mixer.ReadWithout(2, again);
    EXPECT_EQ(heard, again);
    mixer.ReadWithout(0, heard);  // one loud, one soft: a little too much
    EXPECT_GT(test::RmsDbov(heard), -4);
  }
  mixer.Write(2, soft);
  mixer.Mix();
  mixer.ReadWithout(1, heard);
  EXPECT_NEAR(test::RmsDbov(heard), -20, 1.5);
}

TEST(SoftLimiter, BothSidesGetTheSameGain) {
  SoftLimiter limiter(8000, 160, 2);
  SoftLimiter::State state;
  std::vector<float> frame(320);
  for (int tick = 0; tick < 5; ++tick) {
    for (std::size_t n = 0; n < 160; ++n) frame[2 * n] = 100000, frame[2 * n + 1] = 50000;
    limiter.Process(state, frame);
  }
  EXPECT_NEAR(frame[318] / frame[319], 2.0f, 0.01f);
  EXPECT_NEAR(frame[318], kCeiling, 1);
}

TEST(SoftLimiter, FramesOfAnyLengthAreTaken) {
  for (const std::size_t length : {1u, 7u, 8u, 9u, 1001u}) {
    SoftLimiter limiter(8000, length, 1);
    SoftLimiter::State state;
    std::vector<float> frame(length);
    for (int tick = 0; tick < 50; ++tick) {
      for (std::size_t n = 0; n < length; ++n) frame[n] = n % 2 == 0 ? 90000.0f : -90000.0f;
      limiter.Process(state, frame);
      ASSERT_LE(Peak(frame), kCeiling + 0.5f);
    }
  }
}

}  // namespace
}  // namespace ossicle::dsp
