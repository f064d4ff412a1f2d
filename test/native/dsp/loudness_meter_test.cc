#include "dsp/loudness_meter.h"

#include <gtest/gtest.h>

#include <limits>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using Floats = std::vector<float>;

struct Piece {
  double dbfs;  // of the sine's peak, as EBU Tech 3341 counts
  double seconds;
};

/// A sine of 1 kHz with the levels of `pieces`, one after the other, the same in every channel.
Floats Sines(const std::vector<Piece>& pieces, int rate_hz, std::size_t channels, double hz = 1000) {
  Floats out;
  std::size_t n = 0;
  for (const Piece& piece : pieces) {
    const std::size_t count = test::SamplesIn(piece.seconds * 1000, rate_hz);
    for (std::size_t i = 0; i < count; ++i, ++n) {
      const double turn = 2 * std::numbers::pi * hz * static_cast<double>(n) / rate_hz;
      out.insert(out.end(), channels, static_cast<float>(test::DbToGain(piece.dbfs) * std::sin(turn)));
    }
  }
  return out;
}

std::vector<Piece> Repeated(std::vector<Piece> pieces, int times) {
  std::vector<Piece> out;
  for (int i = 0; i < times; ++i) out.insert(out.end(), pieces.begin(), pieces.end());
  return out;
}

void Feed(LoudnessMeter& meter, const Floats& signal) { meter.Process(std::span<const float>(signal)); }

LoudnessMeter Measured(const std::vector<Piece>& pieces, int rate_hz = 12000, std::size_t channels = 2) {
  LoudnessMeter meter(rate_hz, channels);
  Feed(meter, Sines(pieces, rate_hz, channels));
  return meter;
}

TEST(LoudnessMeter, WeightsAsTheRecommendationTabulates) {
  const KWeighting weighting(48000);  // BS.1770-4 tables 1 and 2
  EXPECT_NEAR(weighting.shelf().b0, 1.53512485958697, 1e-12);
  EXPECT_NEAR(weighting.shelf().b1, -2.69169618940638, 1e-12);
  EXPECT_NEAR(weighting.shelf().b2, 1.19839281085285, 1e-12);
  EXPECT_NEAR(weighting.shelf().a1, -1.69065929318241, 1e-12);
  EXPECT_NEAR(weighting.shelf().a2, 0.73248077421585, 1e-12);
  EXPECT_NEAR(weighting.high_pass().b0, 1, 1e-12);
  EXPECT_NEAR(weighting.high_pass().b1, -2, 1e-12);
  EXPECT_NEAR(weighting.high_pass().a1, -1.99004745483398, 1e-12);
  EXPECT_NEAR(weighting.high_pass().a2, 0.99007225036621, 1e-12);
}

TEST(LoudnessMeter, WeightsTheSameAtEveryRate) {
  const auto energy_dbov = [](double hz, int rate_hz) {
    KWeighting weighting(rate_hz);
    const Floats signal = Sines({{0, 2}}, rate_hz, 1, hz);
    const std::span<const float> all(signal);
    weighting.Energy(all.first(all.size() / 2), 1);  // until it has settled
    return 10 * std::log10(weighting.Energy(all.last(all.size() / 2), 1) / static_cast<double>(all.size() / 2));
  };
  for (const int rate_hz : {8000, 11025, 16000, 44100, 96000, 192000})
    for (const double hz : {40.0, 200.0, 1000.0, 1500.0, 2000.0, 3000.0, 3700.0, 7000.0, 15000.0}) {
      if (hz > 0.47 * rate_hz) continue;
      EXPECT_NEAR(energy_dbov(hz, rate_hz), energy_dbov(hz, 48000), rate_hz == 8000 ? 0.08 : 0.03) << hz << " at " << rate_hz;
    }
}

TEST(LoudnessMeter, ReadsTheSineOfTheRecommendationAtEveryRate) {
  for (const int rate_hz : {8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000}) {
    LoudnessMeter meter(rate_hz, 1);
    Feed(meter, Sines({{0, 5}}, rate_hz, 1, 997));
    EXPECT_NEAR(meter.integrated_lufs(), -3.01, 0.01) << rate_hz;
    EXPECT_NEAR(meter.momentary_lufs(), -3.01, 0.02) << rate_hz;
    EXPECT_NEAR(meter.short_term_lufs(), -3.01, 0.01) << rate_hz;
  }
}

// EBU Tech 3341, table 1; the numbers are those of its cases.
TEST(LoudnessMeter, Tech3341Cases1And2ConstantSines) {
  for (const double dbfs : {-23.0, -33.0}) {
    const LoudnessMeter meter = Measured({{dbfs, 20}}, 48000);
    EXPECT_NEAR(meter.momentary_lufs(), dbfs, 0.1);
    EXPECT_NEAR(meter.short_term_lufs(), dbfs, 0.1);
    EXPECT_NEAR(meter.integrated_lufs(), dbfs, 0.1);
    EXPECT_NEAR(meter.loudness_range_lu(), 0, 0.1);
  }
}

TEST(LoudnessMeter, Tech3341Cases3To5Gates) {
  EXPECT_NEAR(Measured({{-36, 10}, {-23, 60}, {-36, 10}}).integrated_lufs(), -23, 0.1);
  EXPECT_NEAR(Measured({{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}}).integrated_lufs(), -23, 0.1);
  EXPECT_NEAR(Measured({{-26, 20}, {-20, 20.1}, {-26, 20}}).integrated_lufs(), -23, 0.1);
}

TEST(LoudnessMeter, Tech3341Case9ShortTermStaysConstant) {
  LoudnessMeter meter(48000, 2);
  const Floats signal = Sines(Repeated({{-20, 1.34}, {-30, 1.66}}, 5), 48000, 2);
  for (std::size_t at = 0; at < signal.size(); at += 9600) {
    meter.Process(std::span<const float>(signal).subspan(at, 9600));
    if (at < 3 * 96000) continue;
    EXPECT_NEAR(meter.short_term_lufs(), -23, 0.1) << at / 96000;
  }
}

TEST(LoudnessMeter, Tech3341Case12MomentaryStaysConstant) {
  LoudnessMeter meter(48000, 2);
  const Floats signal = Sines(Repeated({{-20, 0.18}, {-30, 0.22}}, 25), 48000, 2);
  for (std::size_t at = 0; at < signal.size(); at += 9600) {
    meter.Process(std::span<const float>(signal).subspan(at, 9600));
    if (at < 96000) continue;
    EXPECT_NEAR(meter.momentary_lufs(), -23, 0.1) << at / 96000;
  }
}

TEST(LoudnessMeter, Tech3341Cases15To19TruePeaks) {
  struct Case {
    double part_of_rate, amplitude, degrees, dbtp;
  };
  for (const Case& c : {Case{4, 0.5, 0, -6.0}, Case{4, 0.5, 45, -6.0}, Case{6, 0.5, 60, -6.0}, Case{8, 0.5, 67.5, -6.0},
                        Case{4, 1.41, 45, 3.0}})
    for (const int rate_hz : {8000, 48000}) {
      LoudnessMeter meter(rate_hz, 1);
      Floats signal(static_cast<std::size_t>(rate_hz));
      for (std::size_t n = 0; n < signal.size(); ++n) {
        const double turn = 2 * std::numbers::pi * (static_cast<double>(n) / c.part_of_rate + c.degrees / 360);
        // Tapered at both ends, as the tables of the document have it, for the onset has overshoot of its own.
        const double taper = std::min({1.0, static_cast<double>(n) / 200, static_cast<double>(signal.size() - n) / 200});
        signal[n] = static_cast<float>(c.amplitude * taper * std::sin(turn));
      }
      Feed(meter, signal);
      EXPECT_LT(meter.true_peak_dbtp(), c.dbtp + 0.2) << c.part_of_rate << " " << c.degrees;
      EXPECT_GT(meter.true_peak_dbtp(), c.dbtp - 0.2) << c.part_of_rate << " " << c.degrees;
    }
}

TEST(LoudnessMeter, Tech3342Cases1To4Range) {
  EXPECT_NEAR(Measured({{-20, 20}, {-30, 20}}).loudness_range_lu(), 10, 1);
  EXPECT_NEAR(Measured({{-20, 20}, {-15, 20}}).loudness_range_lu(), 5, 1);
  EXPECT_NEAR(Measured({{-40, 20}, {-20, 20}}).loudness_range_lu(), 20, 1);
  EXPECT_NEAR(Measured({{-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20}}).loudness_range_lu(), 15, 1);
}

TEST(LoudnessMeter, AddsThePowerOfTwoChannels) {
  LoudnessMeter stereo(48000, 2), mono(48000, 1);
  Feed(stereo, Sines({{-20, 5}}, 48000, 2));
  Feed(mono, Sines({{-20, 5}}, 48000, 1));
  EXPECT_NEAR(stereo.integrated_lufs() - mono.integrated_lufs(), 3.01, 0.01);
  Floats left_only = Sines({{-20, 5}}, 48000, 2);
  for (std::size_t i = 1; i < left_only.size(); i += 2) left_only[i] = 0;
  stereo.Reset();
  Feed(stereo, left_only);
  EXPECT_NEAR(stereo.integrated_lufs(), mono.integrated_lufs(), 0.001);
  EXPECT_NEAR(stereo.true_peak_dbtp(), -20, 0.05);
}

TEST(LoudnessMeter, ReadsTheSameForEveryFramingAndKind) {
  const test::Signal signal = test::Noise(-20, 8000, 11025, 5);
  LoudnessMeter whole(11025, 1);
  whole.Process(ConstSamples(signal));
  for (const std::size_t length : {1u, 37u, 220u, 5000u}) {
    LoudnessMeter integers(11025, 1), floats(11025, 1);
    for (std::size_t at = 0; at < signal.size(); at += length) {
      const ConstSamples frame = ConstSamples(signal).subspan(at, std::min<std::size_t>(length, signal.size() - at));
      Floats scaled(frame.size());
      for (std::size_t i = 0; i < frame.size(); ++i) scaled[i] = static_cast<float>(frame[i]) / 32768;
      integers.Process(frame);
      floats.Process(std::span<const float>(scaled));
    }
    for (const LoudnessMeter* meter : {&integers, &floats}) {
      EXPECT_NEAR(meter->integrated_lufs(), whole.integrated_lufs(), 1e-4) << length;
      EXPECT_NEAR(meter->loudness_range_lu(), whole.loudness_range_lu(), 1e-4) << length;
      EXPECT_NEAR(meter->true_peak_dbtp(), whole.true_peak_dbtp(), 1e-4) << length;
    }
  }
}

TEST(LoudnessMeter, SilenceAndNonsenseAreFloorAndNeverNan) {
  LoudnessMeter meter(8000, 2);
  const auto expect_floor = [&] {
    for (const float value :
         {meter.momentary_lufs(), meter.short_term_lufs(), meter.integrated_lufs(), meter.true_peak_dbtp()})
      EXPECT_EQ(value, -127);
    EXPECT_EQ(meter.loudness_range_lu(), 0);
  };
  expect_floor();
  Floats nonsense(160000, std::numeric_limits<float>::quiet_NaN());
  nonsense[3] = std::numeric_limits<float>::infinity();
  Feed(meter, nonsense);
  expect_floor();
  EXPECT_EQ(meter.non_finite_samples(), 160000u);
  nonsense.assign(160000, std::numeric_limits<float>::max());
  for (std::size_t i = 0; i < nonsense.size(); i += 4) nonsense[i] = nonsense[i + 1] *= -1;
  Feed(meter, nonsense);
  EXPECT_NEAR(meter.true_peak_dbtp(), 63, 3.5);
  for (const float value : {meter.momentary_lufs(), meter.integrated_lufs(), meter.loudness_range_lu()})
    EXPECT_TRUE(std::isfinite(value));
  meter.Reset();
  expect_floor();
  EXPECT_EQ(meter.non_finite_samples(), 0u);
}

TEST(LoudnessMeter, QuietBlocksDoNotCountAtAll) {
  const LoudnessMeter meter = Measured({{-75, 10}});
  EXPECT_NEAR(meter.momentary_lufs(), -75, 0.1);
  EXPECT_EQ(meter.integrated_lufs(), -127);
}

}  // namespace
}  // namespace ossicle::dsp
