#include "dsp/resampler.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

constexpr int kRates[] = {8000, 16000, 24000, 32000, 48000};

Signal Resampled(const Signal& in, int in_hz, int out_hz, double frame_ms = 20) {
  Resampler resampler(in_hz, out_hz);
  Signal copy = in, out, frame(resampler.OutputSamples(test::SamplesIn(frame_ms, in_hz)));
  test::ForEachFrame(copy, frame_ms, in_hz, [&](Samples part) {
    const std::size_t count = resampler.Process(part, frame);
    out.insert(out.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count));
  });
  return out;
}

TEST(Resampler, EveryFrameHasTheExactLengthFromTheFirstOn) {
  for (const int in_hz : kRates)
    for (const int out_hz : kRates)
      for (const double ms : {2.5, 10.0, 20.0, 60.0}) {
        Resampler resampler(in_hz, out_hz);
        const Signal in = test::Sine(440, -10, ms, in_hz);
        Signal out(test::SamplesIn(ms, out_hz) + 100);
        EXPECT_EQ(resampler.OutputSamples(in.size()), test::SamplesIn(ms, out_hz));
        for (int i = 0; i < 50; ++i)
          ASSERT_EQ(resampler.Process(in, out), test::SamplesIn(ms, out_hz)) << in_hz << " to " << out_hz << ", " << i;
      }
}

TEST(Resampler, KeepsFrequencyLevelAndCleanness) {
  for (const int in_hz : kRates)
    for (const int out_hz : kRates)
      for (const double hz : {300.0, 1000.0, 3000.0}) {
        const Signal out = Resampled(test::Sine(hz, -10, 300, in_hz), in_hz, out_hz);
        const ConstSamples settled = ConstSamples(out).subspan(test::SamplesIn(50, out_hz), test::SamplesIn(200, out_hz));
        EXPECT_NEAR(test::ToneDbov(settled, hz, out_hz), -10, 0.1) << in_hz << " to " << out_hz << " at " << hz;
        EXPECT_GT(test::SineSnrDb(settled, hz, out_hz), 70) << in_hz << " to " << out_hz << " at " << hz;
      }
}

TEST(Resampler, RemovesWhatWouldFold) {
  for (const int in_hz : {16000, 24000, 48000}) {
    const Signal out = Resampled(test::Sine(5000, -10, 300, in_hz), in_hz, 8000);
    EXPECT_LT(test::RmsDbov(ConstSamples(out).subspan(400)), -80) << in_hz;
  }
}

TEST(Resampler, LatencyIsWhatItSays) {
  for (const auto& [in_hz, out_hz] : {std::pair{8000, 16000}, {8000, 48000}, {48000, 8000}, {16000, 48000}}) {
    Signal in = test::Silence(200, in_hz);
    in[test::SamplesIn(100, in_hz)] = 30000;
    const Signal out = Resampled(in, in_hz, out_hz);
    const auto peak = std::max_element(out.begin(), out.end()) - out.begin();
    const Resampler resampler(in_hz, out_hz);
    EXPECT_NEAR(static_cast<double>(peak), 0.1 * out_hz + resampler.latency_samples(), 1.0) << in_hz << " to " << out_hz;
    EXPECT_LE(resampler.latency_samples(), out_hz * 6 / 1000);
  }
}

TEST(Resampler, EqualRatesAreACopyWithoutDelay) {
  const Signal in = test::Noise(-20, 100, 16000, 1);
  EXPECT_EQ(Resampled(in, 16000, 16000), in);
  EXPECT_EQ(Resampler(16000, 16000).latency_samples(), 0);
}

TEST(Resampler, FramesDoNotShow) {
  const Signal in = test::Noise(-20, 120, 16000, 1);
  EXPECT_EQ(Resampled(in, 16000, 48000, 2.5), Resampled(in, 16000, 48000, 60));
}

TEST(Resampler, ResetForgets) {
  Resampler resampler(8000, 16000);
  const Signal loud = test::Noise(-6, 20, 8000, 1), quiet = test::Silence(20, 8000);
  Signal out(320);
  resampler.Process(loud, out);
  resampler.Reset();
  EXPECT_EQ(resampler.Process(quiet, out), 320u);
  EXPECT_EQ(out, test::Silence(20, 16000));
}

TEST(Resampler, ShortOutputLosesTheRestAndNothingElse) {
  Resampler resampler(8000, 16000);
  const Signal in = test::Noise(-20, 20, 8000, 1);
  Signal out(420, Sample{77});
  EXPECT_EQ(resampler.Process(in, Samples(out).first(100)), 100u);
  EXPECT_EQ(out[100], 77);
  EXPECT_EQ(resampler.Process(in, out), 320u);
}

TEST(Resampler, OddRatesKeepPace) {
  Resampler resampler(44100, 48000);
  const Signal in = test::Sine(1000, -10, 10, 44100);
  Signal out(resampler.OutputSamples(in.size()) + 1);
  std::size_t total = 0;
  for (int i = 0; i < 100; ++i) total += resampler.Process(in, out);
  EXPECT_NEAR(static_cast<double>(total), 48000, 1);
}

}  // namespace
}  // namespace ossicle::dsp
