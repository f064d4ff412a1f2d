#include "codec/comfort_noise.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::codec {
namespace {

using test::Signal;
using Octets = std::vector<std::uint8_t>;

double LevelDbov(ConstSamples samples) {
  double power = 0;
  for (const Sample sample : samples) power += static_cast<double>(sample) * sample;
  return 10 * std::log10(power / static_cast<double>(samples.size()) + 1e-9) - 20 * std::log10(32768.0);
}

/// Normalized autocorrelation at `lag`.
double Correlation(ConstSamples samples, std::size_t lag) {
  double zero = 0, at_lag = 0;
  for (std::size_t i = lag; i < samples.size(); ++i) {
    zero += static_cast<double>(samples[i]) * samples[i];
    at_lag += static_cast<double>(samples[i]) * samples[i - lag];
  }
  return at_lag / zero;
}

NoiseDescription Describe(float level_dbov, std::initializer_list<float> reflection) {
  NoiseDescription noise;
  noise.level_dbov = level_dbov;
  noise.order = reflection.size();
  std::copy(reflection.begin(), reflection.end(), noise.reflection.begin());
  return noise;
}

Signal Generated(const NoiseDescription& noise, double ms, int rate_hz = 8000) {
  ComfortNoiseGenerator generator(rate_hz, 1);
  generator.SetDescription(noise);
  Signal out(test::SamplesIn(ms, rate_hz));
  generator.Generate(out);
  return out;
}

NoiseDescription Measured(Signal signal, std::size_t order, int rate_hz) {
  ComfortNoiseAnalyzer analyzer(order);
  test::ForEachFrame(signal, 20, rate_hz, [&](ConstSamples frame) { analyzer.Analyze(frame); });
  return analyzer.description();
}

TEST(ComfortNoise, IsReadAsRfc3389WritesIt) {
  const Octets payload = {40, 127, 0, 254, 255, 128};
  const NoiseDescription noise = ParseComfortNoise(payload).value();
  EXPECT_EQ(noise.level_dbov, -40);
  ASSERT_EQ(noise.order, 5u);
  EXPECT_EQ(noise.reflection[0], 0);
  EXPECT_FLOAT_EQ(noise.reflection[1], -258 * 127 / 32768.0f);
  EXPECT_FLOAT_EQ(noise.reflection[2], 258 * 127 / 32768.0f);
  EXPECT_EQ(noise.reflection[3], noise.reflection[2]);  // reserved, taken as the largest
  EXPECT_FLOAT_EQ(noise.reflection[4], 258 / 32768.0f);
}

TEST(ComfortNoise, EveryPayloadComesBack) {
  for (int index = 0; index < 255; ++index) {
    const Octets payload = {static_cast<std::uint8_t>(index / 2), static_cast<std::uint8_t>(index),
                            static_cast<std::uint8_t>(254 - index)};
    Octets written(3);
    ASSERT_EQ(WriteComfortNoise(ParseComfortNoise(payload).value(), written), 3u);
    ASSERT_EQ(written, payload);
  }
}

TEST(ComfortNoise, RefusesWhatIsNone) {
  EXPECT_EQ(ParseComfortNoise({}).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(ParseComfortNoise(Octets{0x80}).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(ParseComfortNoise(Octets(200, 3)).value().order, kMaxNoiseOrder);
  Octets small(2);
  EXPECT_EQ(WriteComfortNoise(Describe(-30, {0, 0}), small), 0u);
}

TEST(ComfortNoise, HasTheLevelAskedForWhateverItsSpectrum) {
  for (const float level_dbov : {-20.0f, -40.0f, -60.0f})
    for (const auto& noise : {Describe(level_dbov, {}), Describe(level_dbov, {-0.8f, 0.3f}),
                              Describe(level_dbov, {0.5f, -0.4f, 0.3f, -0.2f, 0.1f})})
      EXPECT_NEAR(LevelDbov(Generated(noise, 10'000)), level_dbov, 0.5) << noise.order;
  EXPECT_EQ(Generated(Describe(-127, {}), 100), Signal(800, 0));
}

TEST(ComfortNoise, ReflectionCoefficientsAreItsSpectrum) {
  EXPECT_NEAR(Correlation(Generated(Describe(-30, {}), 10'000), 1), 0, 0.02);
  // With one coefficient the correlation at the first lag is its negative, and falls off by that factor.
  const Signal low = Generated(Describe(-30, {-0.7f}), 10'000);
  EXPECT_NEAR(Correlation(low, 1), 0.7, 0.02);
  EXPECT_NEAR(Correlation(low, 2), 0.49, 0.03);
  EXPECT_NEAR(Correlation(Generated(Describe(-30, {0.7f}), 10'000), 1), -0.7, 0.02);
}

TEST(ComfortNoise, WhatIsMeasuredIsWhatWasMade) {
  for (const int rate_hz : {8000, 16000}) {
    const NoiseDescription made = Describe(-42, {-0.75f, 0.4f, -0.2f, 0.1f});
    const NoiseDescription found = Measured(Generated(made, 4000, rate_hz), 6, rate_hz);
    EXPECT_NEAR(found.level_dbov, -42, 1);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(found.reflection[i], made.reflection[i], 0.12) << i;
  }
}

TEST(ComfortNoise, ATinySignalAndSilenceAreDescribed) {
  EXPECT_EQ(ComfortNoiseAnalyzer(4).description().level_dbov, -127);
  EXPECT_EQ(Measured(Signal(800, 0), 4, 8000).level_dbov, -127);
  EXPECT_EQ(Measured(Signal(800, 0), 4, 8000).reflection[0], 0);
  EXPECT_NEAR(Measured(test::Sine(500, -3.1, 1000, 8000), 4, 8000).level_dbov, -3.1, 0.1);
  EXPECT_NEAR(Measured(Signal(800, -32768), 4, 8000).level_dbov, 0, 0.01);
}

TEST(ComfortNoise, FrameLengthDoesNotMatter) {
  const NoiseDescription noise = Describe(-30, {-0.5f, 0.2f});
  const Signal whole = Generated(noise, 500);
  ComfortNoiseGenerator generator(8000, 1);
  generator.SetDescription(noise);
  Signal pieces(whole.size());
  for (std::size_t at = 0, length = 1; at < pieces.size(); at += length, length = length * 5 % 331) {
    length = std::min(length, pieces.size() - at);
    generator.Generate(Samples(pieces).subspan(at, length));
  }
  EXPECT_EQ(pieces, whole);
}

TEST(ComfortNoise, FadesFromOneDescriptionToTheNext) {
  ComfortNoiseGenerator generator(8000, 1);
  generator.SetDescription(Describe(-20, {-0.5f}));
  Signal out(8000);
  generator.Generate(out);
  generator.SetDescription(Describe(-60, {0.5f}));
  generator.Generate(out);
  EXPECT_GT(LevelDbov(ConstSamples(out).first(80)), -26);  // no step at the change
  EXPECT_NEAR(LevelDbov(ConstSamples(out).last(2400)), -60, 1.5);
  EXPECT_LT(Correlation(ConstSamples(out).last(2400), 1), -0.3);
}

TEST(ComfortNoise, StaysBoundedAtTheEdgeOfStability) {
  NoiseDescription worst = ParseComfortNoise(Octets{0, 0, 254, 0, 254, 0, 254, 0, 254, 0, 254, 0, 254}).value();
  ComfortNoiseGenerator generator(48000, 1);
  Signal out(4800);
  for (int round = 0; round < 50; ++round) {
    worst.reflection[0] = -worst.reflection[0];
    generator.SetDescription(worst);
    generator.Generate(out);
  }
  generator.SetDescription(Describe(-60, {}));
  for (int round = 0; round < 20; ++round) generator.Generate(out);
  EXPECT_NEAR(LevelDbov(out), -60, 1);
}

}  // namespace
}  // namespace ossicle::codec
