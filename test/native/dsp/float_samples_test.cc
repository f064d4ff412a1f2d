// Floating-point samples through the parts that take them: levels, NaN and infinity, and no rounding.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "dsp/level_meter.h"
#include "dsp/resampler.h"
#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;
using Floats = std::vector<float>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Floats ToFloats(const Signal& in) {
  Floats out(in.size());
  std::transform(in.begin(), in.end(), out.begin(), [](Sample s) { return static_cast<float>(s) / 32768; });
  return out;
}

bool AllFinite(const Floats& all) {
  return std::all_of(all.begin(), all.end(), [](float x) { return std::isfinite(x); });
}

TEST(FloatSamples, TheResamplerGivesWhatItGivesForIntegers) {
  for (const int out_hz : {8000, 16000, 44100, 48000}) {
    const Signal in = test::Noise(-20, 500, 16000, 3);
    Resampler integers(16000, out_hz), floats(16000, out_hz);
    Signal expected(integers.OutputSamples(in.size()));
    Floats got(expected.size());
    const std::size_t count = integers.Process(ConstSamples(in), expected);
    const Floats float_in = ToFloats(in);
    ASSERT_NEAR(static_cast<double>(floats.Process(std::span<const float>(float_in), got)), static_cast<double>(count), 1);
    for (std::size_t i = 0; i + 1 < count; ++i) ASSERT_NEAR(got[i] * 32768, expected[i], 0.51) << out_hz << ", " << i;
  }
}

TEST(FloatSamples, TheResamplerNeitherRoundsNorLimits) {
  Resampler resampler(8000, 8000);
  const Floats in = {1e-6f, 4.0f, -7.5f};
  Floats out(3);
  EXPECT_EQ(resampler.Process(std::span<const float>(in), out), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FLOAT_EQ(out[i], in[i]);
}

TEST(FloatSamples, TheResamplerIsSilentForWhatIsNoNumber) {
  for (const int out_hz : {16000, 48000}) {
    Resampler resampler(16000, out_hz);
    Floats in(1600, 0.5f), out(resampler.OutputSamples(in.size()));
    in[700] = kNan;
    in[800] = kInfinity;
    in[900] = -kInfinity;
    in[1000] = std::numeric_limits<float>::max();
    for (int i = 0; i < 3; ++i) {
      resampler.Process(std::span<const float>(in), out);
      EXPECT_TRUE(AllFinite(out));
    }
    EXPECT_EQ(resampler.non_finite_samples(), 9u);
    resampler.Reset();
    EXPECT_EQ(resampler.non_finite_samples(), 0u);
  }
}

TEST(FloatSamples, NothingIsWrittenPastTheOutput) {
  Resampler resampler(8000, 48000);
  const Floats in(160, 0.1f);
  Floats out(1000, 9.0f);
  EXPECT_LE(resampler.Process(std::span<const float>(in), std::span(out).first(500)), 500u);
  EXPECT_TRUE(std::all_of(out.begin() + 500, out.end(), [](float x) { return x == 9.0f; }));
}

TEST(FloatSamples, TheMeterReadsThemAsIntegers) {
  for (const double dbov : {-3.1, -30.0, -60.0}) {
    const Signal in = test::Sine(1000, dbov, 1000, 16000);
    LevelMeter integers(16000), floats(16000);
    integers.Process(ConstSamples(in));
    const Floats float_in = ToFloats(in);
    floats.Process(std::span<const float>(float_in));
    EXPECT_NEAR(floats.rms_dbfs(), integers.rms_dbfs(), 0.01);
    EXPECT_NEAR(floats.peak_dbfs(), integers.peak_dbfs(), 0.01);
  }
}

TEST(FloatSamples, TheMeterIsSilentForWhatIsNoNumber) {
  LevelMeter meter(8000);
  const Floats in = {kNan, kInfinity, -kInfinity};
  meter.Process(std::span<const float>(in));
  EXPECT_EQ(meter.rms_dbfs(), -127);
  EXPECT_EQ(meter.peak_dbfs(), -127);
  EXPECT_EQ(meter.non_finite_samples(), 3u);
}

}  // namespace
}  // namespace ossicle::dsp
