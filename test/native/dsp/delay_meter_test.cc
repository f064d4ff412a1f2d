#include "dsp/delay_meter.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

/// `signal`, `samples` later (or earlier), as long as before, with silence for what is missing.
Signal Delayed(const Signal& signal, std::ptrdiff_t samples, double gain_db = 0) {
  Signal out(signal.size());
  for (std::size_t n = 0; n < out.size(); ++n) {
    const auto from = static_cast<std::ptrdiff_t>(n) - samples;
    if (from >= 0 && from < static_cast<std::ptrdiff_t>(signal.size()))
      out[n] = test::Clamp16(signal[static_cast<std::size_t>(from)] * test::DbToGain(gain_db));
  }
  return out;
}

DelayMeter::Reading Measure(const Signal& reference, const Signal& observed, int rate_hz, std::size_t max_delay) {
  DelayMeter meter(rate_hz, max_delay);
  const std::size_t length = FrameSamples(rate_hz);
  for (std::size_t at = 0; at + length <= reference.size(); at += length)
    meter.Process(ConstSamples(reference).subspan(at, length), ConstSamples(observed).subspan(at, length));
  return meter.Read();
}

TEST(DelayMeter, FindsDelaysAndLeadsOfNoise) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const int ms : {-450, -64, -1, 0, 3, 20, 64, 128, 333, 500}) {
      const int delay = ms * rate_hz / 1000;
      const Signal reference = test::Noise(-20, 3000, rate_hz, 1);
      const auto got = Measure(reference, Delayed(reference, delay, -12), rate_hz, static_cast<std::size_t>(rate_hz / 2));
      EXPECT_NEAR(got.delay_samples, delay, 0.05) << ms << " ms at " << rate_hz;
      EXPECT_GT(got.confidence, 0.7) << ms << " ms at " << rate_hz;
    }
}

TEST(DelayMeter, FindsTwoSecondsInNoiseOfItsOwnLevel) {
  const Signal reference = test::Noise(-20, 12000, 8000, 1);
  const Signal observed = test::Added(Delayed(reference, 15900), test::Noise(-20, 12000, 8000, 2));
  const auto got = Measure(reference, observed, 8000, 16000);
  EXPECT_NEAR(got.delay_samples, 15900, 0.2);
  EXPECT_GT(got.confidence, 0.4);
}

TEST(DelayMeter, FindsHalfSamplesAndInvertedSignals) {
  const Signal fine = test::Noise(-20, 6000, 16000, 3);
  Signal smooth(fine.size()), reference, observed;
  for (std::size_t n = 4; n < fine.size(); ++n)
    smooth[n] = test::Clamp16(std::accumulate(&fine[n - 4], &fine[n], 0) / 4.0);
  for (std::size_t n = 101; n + 1 < smooth.size(); n += 2) {
    reference.push_back(smooth[n]);
    observed.push_back(static_cast<Sample>(-smooth[n - 101]));
  }
  const auto got = Measure(reference, observed, 8000, 400);
  EXPECT_NEAR(got.delay_samples, 50.5, 0.1);
}

TEST(DelayMeter, FollowsAChange) {
  DelayMeter meter(8000, 4000);
  const Signal reference = test::Noise(-20, 40000, 8000, 1);
  Signal observed = Delayed(reference, 100);
  const Signal later = Delayed(reference, 1500);
  std::copy(later.begin() + 160000, later.end(), observed.begin() + 160000);
  for (std::size_t at = 0; at < reference.size(); at += 160) {
    meter.Process(ConstSamples(reference).subspan(at, 160), ConstSamples(observed).subspan(at, 160));
    if (at != 158400) continue;
    EXPECT_NEAR(meter.Read().delay_samples, 100, 0.05);
  }
  EXPECT_NEAR(meter.Read().delay_samples, 1500, 0.05);
}

TEST(DelayMeter, FindsSpeech) {
  OSSICLE_NEED_VECTORS("speech-noise");
  for (const char* name : {"jfk/jfk.wav", "pyroomacoustics/cmu_arctic_us_axb_a0005.wav"}) {
    const Signal speech = test::ReadWavSamples(test::VectorsFolder() / "speech-noise" / name);
    for (const int delay : {-4000, 37, 2400, 15000}) {
      const auto got = Measure(speech, Delayed(speech, delay, 6), 16000, 16000);
      EXPECT_NEAR(got.delay_samples, delay, 0.2) << name;
      EXPECT_GT(got.confidence, 0.4) << name;
    }
  }
}

TEST(DelayMeter, KnowsNothingOfUnrelatedSpeech) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const auto folder = test::VectorsFolder() / "speech-noise";
  Signal a = test::ReadWavSamples(folder / "jfk/jfk.wav");
  Signal b = test::ReadWavSamples(folder / "pyroomacoustics/cmu_arctic_us_axb_a0005.wav");
  const Signal c = test::ReadWavSamples(folder / "pyroomacoustics/cmu_arctic_us_aew_a0001.wav");
  Signal both = b;
  test::Append(both, c);
  for (const auto& [x, y] : {std::pair(a, both), std::pair(b, c), std::pair(both, a)}) {
    const std::size_t length = std::min(x.size(), y.size());
    const Signal first(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(length));
    const Signal second(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_EQ(Measure(first, second, 16000, 8000).confidence, 0);
  }
}

TEST(DelayMeter, KnowsNothingOfUnrelatedNoiseSilenceAndTones) {
  for (std::uint64_t seed = 1; seed < 6; ++seed)
    for (const double ms : {500.0, 5000.0}) {
      const auto got = Measure(test::Noise(-20, ms, 8000, seed), test::Noise(-20, ms, 8000, seed + 100), 8000, 4000);
      EXPECT_EQ(got.confidence, 0) << seed;
    }
  const Signal noise = test::Noise(-20, 5000, 8000, 1), silence = test::Silence(5000, 8000);
  EXPECT_EQ(Measure(silence, silence, 8000, 4000).confidence, 0);
  EXPECT_EQ(Measure(noise, silence, 8000, 4000).confidence, 0);
  EXPECT_EQ(Measure(silence, noise, 8000, 4000).confidence, 0);
  for (const double hz : {50.0, 440.0, 1000.0, 3401.0}) {
    const Signal tone = test::Sine(hz, -20, 5000, 8000);
    EXPECT_EQ(Measure(tone, Delayed(tone, 77), 8000, 4000).confidence, 0) << hz;
  }
  const Signal pair = test::Added(test::Sine(350, -20, 5000, 8000), test::Sine(440, -20, 5000, 8000));
  EXPECT_EQ(Measure(pair, Delayed(pair, 77), 8000, 4000).confidence, 0);
}

TEST(DelayMeter, TakesAnyFramingAndFloatsAndNonsense) {
  const Signal reference = test::Noise(-20, 2000, 8000, 1), observed = Delayed(reference, 333);
  const float bad = std::numeric_limits<float>::quiet_NaN();
  for (const std::size_t length : {1u, 37u, 1024u, 16000u}) {
    DelayMeter meter(8000, 1000);
    for (std::size_t at = 0; at < reference.size(); at += length) {
      std::vector<float> a, b;
      for (std::size_t n = at; n < std::min(at + length, reference.size()); ++n) {
        a.push_back(n % 1000 == 0 ? bad : static_cast<float>(reference[n]) / 32768);
        b.push_back(static_cast<float>(observed[n]) / 32768);
      }
      meter.Process(std::span<const float>(a), std::span<const float>(b));
    }
    EXPECT_NEAR(meter.Read().delay_samples, 333, 0.05) << length;
    EXPECT_EQ(meter.non_finite_samples(), 16u);
    meter.Reset();
    EXPECT_EQ(meter.Read().confidence, 0);
  }
}

}  // namespace
}  // namespace ossicle::dsp
