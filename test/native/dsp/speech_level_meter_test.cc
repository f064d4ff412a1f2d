#include "dsp/speech_level_meter.h"

#include <gtest/gtest.h>

#include <limits>

#include "dsp/resampler.h"
#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

SpeechLevelMeter::Reading Measure(ConstSamples signal, int rate_hz) {
  SpeechLevelMeter meter(rate_hz);
  meter.Process(signal);
  return meter.Read();
}

/// P.56 method B as its text has it: every threshold at every sample, fifteen of them, nothing shared with the meter.
SpeechLevelMeter::Reading ByTheText(ConstSamples signal, int rate_hz) {
  const double g = std::exp(-1.0 / (0.03 * rate_hz));
  const int hangover = static_cast<int>(std::ceil(0.2 * rate_hz));
  double p = 0, q = 0, sq = 0, a[15] = {}, c[15];
  int h[15];
  for (int j = 0; j < 15; ++j) c[j] = std::pow(2.0, j), h[j] = hangover;
  for (const Sample sample : signal) {
    sq += double{1} * sample * sample;
    p = g * p + (1 - g) * std::abs(double{1} * sample);
    q = g * q + (1 - g) * p;
    for (int j = 0; j < 15; ++j) {
      if (q >= c[j]) {
        a[j] += 1;
        h[j] = 0;
      } else if (h[j] < hangover) {
        a[j] += 1;
        h[j] += 1;
      }
    }
  }
  const double full = 20 * std::log10(32768.0);
  const double all = 10 * std::log10(sq / static_cast<double>(signal.size())) - full;
  for (int j = 1; j < 15 && a[j] > 0; ++j) {
    const double low = 10 * std::log10(sq / a[j - 1]) - full, high = 10 * std::log10(sq / a[j]) - full;
    const double low_margin = low - (20 * std::log10(c[j - 1]) - full), margin = high - (20 * std::log10(c[j]) - full);
    if (margin > 15.9) continue;
    const double active = low + (high - low) * (low_margin - 15.9) / (low_margin - margin);
    return {static_cast<float>(active), static_cast<float>(all), static_cast<float>(std::pow(10, (all - active) / 10))};
  }
  ADD_FAILURE() << "no threshold";
  return {};
}

void ExpectEqual(const SpeechLevelMeter::Reading& got, const SpeechLevelMeter::Reading& expected, const char* what) {
  EXPECT_NEAR(got.active_dbfs, expected.active_dbfs, 0.001) << what;
  EXPECT_NEAR(got.long_term_dbfs, expected.long_term_dbfs, 0.001) << what;
  EXPECT_NEAR(got.activity_factor, expected.activity_factor, 0.0002) << what;
}

/// `bursts` times noise of `on_ms` at `dbov` and silence of `off_ms`.
Signal Bursts(double dbov, double on_ms, double off_ms, int bursts, int rate_hz) {
  Signal out;
  for (int i = 0; i < bursts; ++i) {
    test::Append(out, test::Noise(dbov, on_ms, rate_hz, static_cast<std::uint64_t>(i) + 1));
    test::Append(out, test::Silence(off_ms, rate_hz));
  }
  return out;
}

TEST(SpeechLevelMeter, IsTheRmsLevelOfWhatNeverPauses) {
  for (const int rate_hz : {8000, 16000, 48000, 192000})
    for (const double dbov : {-10.0, -26.0, -50.0}) {
      const auto got = Measure(test::Noise(dbov, 10000, rate_hz, 1), rate_hz);
      EXPECT_NEAR(got.active_dbfs, dbov, 0.1) << rate_hz;
      EXPECT_NEAR(got.long_term_dbfs, dbov, 0.1) << rate_hz;
      EXPECT_GT(got.activity_factor, 0.99) << rate_hz;
    }
}

TEST(SpeechLevelMeter, LeavesPausesOutButForTheHangover) {
  // The envelope of noise is 0.8 of its RMS. It takes 25 ms to rise to 15.9 dB below the level and 90 ms to fall to it
  // again; with 200 ms of hangover each burst counts for 265 ms more.
  for (const int rate_hz : {8000, 48000}) {
    const auto got = Measure(Bursts(-20, 2000, 2000, 10, rate_hz), rate_hz);
    EXPECT_NEAR(got.activity_factor, 2.265 / 4, 0.01);
    EXPECT_NEAR(got.long_term_dbfs, -23.01, 0.05);
    EXPECT_NEAR(got.active_dbfs, -20 - 10 * std::log10(2.265 / 2), 0.06);
  }
}

TEST(SpeechLevelMeter, BridgesPausesWithinWords) {
  // 150 ms are inside the hangover: all of it is active.
  const auto got = Measure(Bursts(-20, 300, 150, 40, 8000), 8000);
  EXPECT_GT(got.activity_factor, 0.985);
  EXPECT_NEAR(got.active_dbfs, -20 - 1.76, 0.1);
}

TEST(SpeechLevelMeter, FollowsTheTextOnBursts) {
  for (const int rate_hz : {8000, 11025, 44100})
    for (const double dbov : {-3.0, -31.3, -60.0}) {
      const Signal signal = Bursts(dbov, 700, 900, 6, rate_hz);
      ExpectEqual(Measure(signal, rate_hz), ByTheText(signal, rate_hz), "bursts");
    }
}

TEST(SpeechLevelMeter, FollowsTheTextOnSpeech) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const auto folder = test::VectorsFolder() / "speech-noise";
  const Signal sentences = test::ReadSamples(folder / "itu-p501/P501_D_EN_fm_SWB_48k.pcm");
  ExpectEqual(Measure(sentences, 48000), ByTheText(sentences, 48000), "P.501");
  for (const char* name : {"jfk/jfk.wav", "pyroomacoustics/cmu_arctic_us_axb_a0005.wav"}) {
    const Signal speech = test::ReadWavSamples(folder / name);
    ExpectEqual(Measure(speech, 16000), ByTheText(speech, 16000), name);
  }
}

TEST(SpeechLevelMeter, HearsSpeechAtItsLevelWhateverRateAndGain) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const Signal wide = test::ReadSamples(test::VectorsFolder() / "speech-noise/itu-p501/P501_D_EN_fm_SWB_48k.pcm");
  const auto at_48k = Measure(wide, 48000);
  EXPECT_GT(at_48k.active_dbfs, at_48k.long_term_dbfs + 0.5f);  // there are pauses
  Resampler resampler(48000, 16000);
  Signal narrow(resampler.OutputSamples(wide.size()));
  narrow.resize(resampler.Process(ConstSamples(wide), narrow));
  EXPECT_NEAR(Measure(narrow, 16000).active_dbfs, at_48k.active_dbfs, 0.3);
  for (const double gain_db : {-23.0, -13.7, 3.0}) {
    Signal scaled = wide;
    for (Sample& sample : scaled) sample = test::Clamp16(sample * test::DbToGain(gain_db));
    EXPECT_NEAR(Measure(scaled, 48000).active_dbfs, at_48k.active_dbfs + gain_db, 0.2) << gain_db;
  }
}

TEST(SpeechLevelMeter, ReadsTheSameForEveryFramingAndKindAndWheneverAsked) {
  const Signal signal = Bursts(-25, 400, 600, 4, 8000);
  const auto expected = Measure(signal, 8000);
  for (const std::size_t length : {1u, 37u, 160u, 1000u}) {
    SpeechLevelMeter integers(8000), floats(8000);
    for (std::size_t at = 0; at < signal.size(); at += length) {
      const ConstSamples frame = ConstSamples(signal).subspan(at, std::min<std::size_t>(length, signal.size() - at));
      std::vector<float> scaled(frame.size());
      for (std::size_t i = 0; i < frame.size(); ++i) scaled[i] = static_cast<float>(frame[i]) / 32768;
      integers.Process(frame);
      floats.Process(std::span<const float>(scaled));
      (void)integers.Read();
    }
    ExpectEqual(integers.Read(), expected, "integers");
    ExpectEqual(floats.Read(), expected, "floats");
  }
}

TEST(SpeechLevelMeter, SilenceIsTheFloorAndNumbersAreAllThatCounts) {
  SpeechLevelMeter meter(8000);
  EXPECT_EQ(meter.Read().active_dbfs, -127);
  std::vector<float> bad(8000, std::numeric_limits<float>::quiet_NaN());
  bad[7] = -std::numeric_limits<float>::infinity();
  meter.Process(std::span<const float>(bad));
  EXPECT_EQ(meter.Read().active_dbfs, -127);
  EXPECT_EQ(meter.Read().long_term_dbfs, -127);
  EXPECT_EQ(meter.Read().activity_factor, 0);
  EXPECT_EQ(meter.non_finite_samples(), 8000u);
  bad.assign(8000, std::numeric_limits<float>::max());
  meter.Process(std::span<const float>(bad));
  EXPECT_NEAR(meter.Read().active_dbfs, 60, 0.2);  // limited to 60 dB above full scale
  meter.Reset();
  EXPECT_EQ(meter.Read().active_dbfs, -127);
  EXPECT_EQ(meter.non_finite_samples(), 0u);
}

TEST(SpeechLevelMeter, AClickHasALevelToo) {
  Signal click(8000, Sample{0});
  click[4000] = 32767;
  const auto got = Measure(click, 8000);
  EXPECT_GT(got.active_dbfs, -45);
  EXPECT_LT(got.active_dbfs, -20);
  EXPECT_GT(got.activity_factor, 0.1);
  EXPECT_LE(got.activity_factor, 1);
}

}  // namespace
}  // namespace ossicle::dsp
