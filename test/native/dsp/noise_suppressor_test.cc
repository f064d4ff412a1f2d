#include "dsp/noise_suppressor.h"

#include <gtest/gtest.h>

#include "voice_scenes.h"

namespace ossicle::dsp {
namespace {

using test::FloatSignal;

class NoiseSuppressorAt : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!WebRtcStage::IsLinked()) GTEST_SKIP() << "this build has no WebRTC audio processing module";
  }
  static std::unique_ptr<NoiseSuppressor> Make(NoiseReduction reduction, bool bypass_clean = true) {
    const NoiseSuppressor::Config config{
        .sample_rate_hz = GetParam(), .reduction = reduction, .bypass_clean = bypass_clean};
    return std::move(NoiseSuppressor::Create(config)).value();
  }
  static FloatSignal Run(NoiseSuppressor& suppressor, FloatSignal signal) {
    const std::size_t frame = FrameSamples(GetParam());
    for (std::size_t at = 0; at + frame <= signal.size(); at += frame)
      suppressor.Process(std::span(signal).subspan(at, frame));
    return signal;
  }
  static double LevelFrom(const FloatSignal& signal, double from_s) {
    return test::DbOf(test::PowerOf(std::span(signal).subspan(static_cast<std::size_t>(from_s * GetParam()))));
  }
};

TEST_P(NoiseSuppressorAt, SteadyNoiseFallsByWhatTheLevelPromises) {
  const FloatSignal noise = test::FloatNoise(-45, 5000, GetParam(), 1);
  const double least_db[] = {4, 9, 13, 16};
  double last = 0;
  for (int level = 0; level < 4; ++level) {
    const auto suppressor = Make(static_cast<NoiseReduction>(level));
    const double fall = LevelFrom(noise, 3) - LevelFrom(Run(*suppressor, noise), 3);
    EXPECT_GT(fall, least_db[level]) << level;
    EXPECT_GT(fall, last) << level;
    EXPECT_FALSE(suppressor->bypassed());
    EXPECT_NEAR(suppressor->noise_level_dbfs(), -46, 2);
    last = fall;
  }
}

TEST_P(NoiseSuppressorAt, ACleanLinePassesUnchangedAndOnlyLate) {
  const auto suppressor = Make(NoiseReduction::kHigh);
  FloatSignal speech = test::Syllables(-26, 6000, GetParam(), 2);
  test::AddTo(speech, test::FloatNoise(-80, 6000, GetParam(), 3));
  const FloatSignal after = Run(*suppressor, speech);
  EXPECT_TRUE(suppressor->bypassed());
  const auto late = static_cast<std::size_t>(suppressor->latency_samples());
  for (std::size_t i = speech.size() - static_cast<std::size_t>(GetParam()); i < speech.size(); ++i)
    ASSERT_EQ(after[i], speech[i - late]) << i;
}

TEST_P(NoiseSuppressorAt, ComesBackWithoutAClickWhenNoiseBegins) {
  const auto suppressor = Make(NoiseReduction::kHigh);
  FloatSignal signal = test::FloatNoise(-80, 4000, GetParam(), 4);
  const FloatSignal noisy = test::FloatNoise(-40, 6000, GetParam(), 5);
  signal.insert(signal.end(), noisy.begin(), noisy.end());
  const FloatSignal after = Run(*suppressor, signal);
  EXPECT_FALSE(suppressor->bypassed());
  EXPECT_LT(LevelFrom(after, 8), -50);
  float largest = 0;
  for (const float x : after) largest = std::max(largest, std::abs(x));
  EXPECT_LT(largest, 0.06f);  // as large as the noise itself, 4.5 sigma
}

TEST_P(NoiseSuppressorAt, MayBeToldNeverToStepAside) {
  const auto suppressor = Make(NoiseReduction::kModerate, false);
  Run(*suppressor, test::FloatNoise(-80, 4000, GetParam(), 6));
  EXPECT_FALSE(suppressor->bypassed());
}

TEST_P(NoiseSuppressorAt, PausesLeftOutByTheSenderTellNothing) {
  const auto suppressor = Make(NoiseReduction::kHigh);
  FloatSignal signal = test::FloatNoise(-45, 6000, GetParam(), 7);
  const auto rate = static_cast<std::size_t>(GetParam());
  for (std::size_t i = 0; i < signal.size(); ++i)
    if (i % rate > rate / 2) signal[i] = 0;
  Run(*suppressor, signal);
  EXPECT_FALSE(suppressor->bypassed());
}

INSTANTIATE_TEST_SUITE_P(Rates, NoiseSuppressorAt, testing::Values(8000, 16'000, 32'000, 48'000));

}  // namespace
}  // namespace ossicle::dsp
