#include "dsp/echo_canceller.h"

#include <gtest/gtest.h>

#include "voice_scenes.h"

namespace ossicle::dsp {
namespace {

using test::FloatSignal;

std::unique_ptr<EchoCanceller> Make(int rate_hz) {
  Result<std::unique_ptr<EchoCanceller>> made = EchoCanceller::Create(rate_hz);
  return made.ok() ? std::move(made).value() : nullptr;
}

class EchoCancellerAt : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!WebRtcStage::IsLinked()) GTEST_SKIP() << "this build has no WebRTC audio processing module";
  }
  /// The microphone's signal behind the canceller, in frames of 20 ms.
  static FloatSignal Run(EchoCanceller& canceller, const FloatSignal& far, FloatSignal microphone) {
    const std::size_t frame = FrameSamples(GetParam());
    for (std::size_t at = 0; at + frame <= microphone.size(); at += frame)
      canceller.Process(std::span(far).subspan(at, frame), std::span(microphone).subspan(at, frame));
    return microphone;
  }
  static std::span<const float> Part(const FloatSignal& signal, double from_s, double to_s) {
    const double rate = GetParam();
    return std::span(signal).subspan(static_cast<std::size_t>(from_s * rate),
                                     static_cast<std::size_t>((to_s - from_s) * rate));
  }
};

TEST_P(EchoCancellerAt, TakesTheEchoOutAndKnowsByHowMuch) {
  const int rate = GetParam();
  const auto canceller = Make(rate);
  const FloatSignal far = test::Syllables(-20, 8000, rate, 1);
  FloatSignal microphone = test::EchoOf(far, 60, 100, 6, rate, 2);
  test::AddTo(microphone, test::FloatNoise(-75, 8000, rate, 3));
  const FloatSignal after = Run(*canceller, far, microphone);
  const double enhancement = test::DbOf(test::PowerOf(Part(microphone, 5, 8)) / test::PowerOf(Part(after, 5, 8)));
  EXPECT_GT(enhancement, 18);
  EXPECT_TRUE(canceller->echo_return().known());
  EXPECT_NEAR(canceller->echo_return().enhancement_db(), enhancement, 3);
}

TEST_P(EchoCancellerAt, PassesTheNearEndWhileNothingIsPlayed) {
  const int rate = GetParam();
  const auto canceller = Make(rate);
  const FloatSignal near = test::Syllables(-26, 4000, rate, 4);
  const FloatSignal after = Run(*canceller, FloatSignal(near.size()), near);
  EXPECT_NEAR(test::DbOf(test::PowerOf(Part(after, 1, 4)) / test::PowerOf(Part(near, 1, 4))), 0, 1);
  EXPECT_FALSE(canceller->echo_return().known());
}

TEST_P(EchoCancellerAt, DoubleTalkDoesNotSpoilTheFigure) {
  const int rate = GetParam();
  const auto canceller = Make(rate);
  const FloatSignal far = test::Syllables(-20, 12'000, rate, 5);
  FloatSignal microphone = test::EchoOf(far, 30, 100, 6, rate, 6);
  test::AddTo(microphone, test::FloatNoise(-75, 12'000, rate, 7));
  const FloatSignal near = test::Syllables(-20, 2000, rate, 8);
  for (std::size_t i = 0; i < near.size(); ++i) microphone[static_cast<std::size_t>(8 * rate) + i] += near[i];
  const std::size_t eight = static_cast<std::size_t>(8 * rate);
  FloatSignal first(microphone.begin(), microphone.begin() + static_cast<std::ptrdiff_t>(eight + near.size()));
  Run(*canceller, far, first);
  EXPECT_GT(canceller->echo_return().enhancement_db(), 16);
}

TEST_P(EchoCancellerAt, IsLateByWhatItSays) {
  const int rate = GetParam();
  const auto canceller = Make(rate);
  const FloatSignal near = test::FloatNoise(-26, 1000, rate, 9);
  const FloatSignal after = Run(*canceller, FloatSignal(near.size()), near);
  double best = 0;
  int best_lag = -1;
  for (int lag = 0; lag < rate / 50; ++lag) {
    double sum = 0;
    for (std::size_t i = 0; i < near.size() / 2; ++i) sum += double{near[i]} * after[i + static_cast<std::size_t>(lag)];
    if (sum > best) best = sum, best_lag = lag;
  }
  EXPECT_NEAR(best_lag, canceller->latency_samples(), 1);
}

TEST_P(EchoCancellerAt, ResetForgetsTheRoom) {
  const int rate = GetParam();
  const auto canceller = Make(rate);
  const FloatSignal far = test::Syllables(-20, 3000, rate, 10);
  const FloatSignal microphone = test::EchoOf(far, 20, 60, 6, rate, 11);
  const FloatSignal first = Run(*canceller, far, microphone);
  canceller->Reset();
  EXPECT_FALSE(canceller->echo_return().known());
  EXPECT_EQ(Run(*canceller, far, microphone), first);
}

INSTANTIATE_TEST_SUITE_P(Rates, EchoCancellerAt, testing::Values(8000, 16'000, 32'000, 48'000));

TEST(EchoCanceller, RefusesOtherRates) {
  for (const int rate : {0, -8000, 11'025, 44'100, 96'000}) EXPECT_EQ(Make(rate), nullptr) << rate;
}

}  // namespace
}  // namespace ossicle::dsp
