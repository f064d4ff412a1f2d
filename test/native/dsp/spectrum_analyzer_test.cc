#include "dsp/spectrum_analyzer.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;
using Floats = std::vector<float>;

Floats Spectra(SpectrumAnalyzer& analyzer, ConstSamples signal) {
  Floats out(analyzer.SpectraFor(signal.size()) * analyzer.bins());
  EXPECT_EQ(analyzer.Process(signal, out) * analyzer.bins(), out.size());
  return out;
}

TEST(SpectrumAnalyzer, ShowsTheLevelOfASineInItsBin) {
  for (const std::size_t window : {64u, 512u, 4096u})
    for (const double dbov : {-3.1, -40.0, -80.0}) {
      SpectrumAnalyzer analyzer(window, window / 2);
      const Floats got = Spectra(analyzer, test::Sine(1000, dbov, 1000, 8000));
      const std::size_t peak = window / 8;
      EXPECT_NEAR(got[peak], dbov, dbov < -60 ? 1.5 : 0.01) << window;
      if (dbov < -60) continue;  // rounding to 16 bits is of the same size
      EXPECT_NEAR(got[peak - 1], dbov - 6.02, 0.03) << window;
      EXPECT_NEAR(got[peak + 1], dbov - 6.02, 0.03) << window;
      EXPECT_LT(got[2 * peak + 3], dbov - (window > 64 ? 70 : 35)) << window;
    }
}

TEST(SpectrumAnalyzer, ShowsConstantAndFastestAlternationAtTheirPower) {
  SpectrumAnalyzer analyzer(256, 256);
  EXPECT_NEAR(Spectra(analyzer, Signal(256, Sample{-32768})).front(), 0, 0.001);
  Signal alternating(256);
  for (std::size_t i = 0; i < 256; ++i) alternating[i] = static_cast<Sample>(i % 2 == 0 ? 3277 : -3277);
  EXPECT_NEAR(Spectra(analyzer, alternating).back(), -20, 0.01);
}

TEST(SpectrumAnalyzer, BinsOfNoiseHoldItsPower) {
  // The equivalent noise bandwidth of the Hann window is 1.5 bins.
  SpectrumAnalyzer analyzer(512, 256);
  const Floats got = Spectra(analyzer, test::Noise(-20, 20000, 8000, 4));
  double power = 0;
  for (const float dbov : got) power += std::pow(10.0, dbov / 10.0);
  EXPECT_NEAR(10 * std::log10(power / static_cast<double>(got.size() / analyzer.bins()) / 1.5), -20, 0.2);
}

TEST(SpectrumAnalyzer, GivesTheSameForEveryFramingAndKind) {
  const Signal signal = test::Noise(-20, 500, 8000, 9);
  SpectrumAnalyzer whole(256, 100);
  const Floats expected = Spectra(whole, signal);
  ASSERT_EQ(expected.size(), ((4000 - 256) / 100 + 1) * 129u);
  for (const std::size_t length : {1u, 37u, 160u, 999u}) {
    SpectrumAnalyzer integers(256, 100), floats(256, 100);
    Floats got, got_floats, out(129 * 20);
    for (std::size_t at = 0; at < signal.size(); at += length) {
      const ConstSamples frame = ConstSamples(signal).subspan(at, std::min<std::size_t>(length, signal.size() - at));
      const std::size_t promised = integers.SpectraFor(frame.size());
      ASSERT_EQ(integers.Process(frame, out), promised);
      got.insert(got.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(promised * 129));
      Floats scaled(frame.size());
      for (std::size_t i = 0; i < frame.size(); ++i) scaled[i] = static_cast<float>(frame[i]) / 32768;
      ASSERT_EQ(floats.Process(std::span<const float>(scaled), out), promised);
      got_floats.insert(got_floats.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(promised * 129));
    }
    EXPECT_EQ(got, expected) << length;
    EXPECT_EQ(got_floats, expected) << length;
  }
}

TEST(SpectrumAnalyzer, IsSilentForWhatIsNoNumber) {
  SpectrumAnalyzer analyzer(64, 64);
  Floats in(64, std::numeric_limits<float>::quiet_NaN()), out(33);
  in[5] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(analyzer.Process(std::span<const float>(in), out), 1u);
  for (const float dbov : out) EXPECT_EQ(dbov, -127);
  EXPECT_EQ(analyzer.non_finite_samples(), 64u);
  in.assign(64, std::numeric_limits<float>::max());
  analyzer.Process(std::span<const float>(in), out);
  for (const float dbov : out) EXPECT_TRUE(std::isfinite(dbov));
  analyzer.Reset();
  EXPECT_EQ(analyzer.non_finite_samples(), 0u);
}

}  // namespace
}  // namespace ossicle::dsp
