#include "dsp/voice_processor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "dsp/voice_frames.h"
#include "voice_scenes.h"

namespace ossicle::dsp {
namespace {

using test::FloatSignal;

constexpr int kRateHz = 16'000;
constexpr std::size_t kBlock = 160;

void SwitchEcho(VoiceProcessor& voice, bool on) {
  auto part = on ? std::move(EchoCanceller::Create(kRateHz)).value() : nullptr;
  voice.echo_canceller().Switch(part);
}

void SwitchNoise(VoiceProcessor& voice, bool on, NoiseReduction reduction = NoiseReduction::kHigh) {
  std::unique_ptr<NoiseSuppressor> part;
  if (on)
    part = std::move(NoiseSuppressor::Create(
                         {.sample_rate_hz = kRateHz, .reduction = reduction, .bypass_clean = false}))
               .value();
  voice.noise_suppressor().Switch(part);
}

void SwitchGain(VoiceProcessor& voice, bool on) {
  std::unique_ptr<GainControl> part;
  if (on) part = std::make_unique<GainControl>(GainControl::Config{.sample_rate_hz = kRateHz, .frame_samples = kBlock});
  voice.gain_control().Switch(part);
}

void Play(VoiceProcessor& voice, std::span<const float> far, std::span<float> near) {
  for (std::size_t at = 0; at + 2 * kBlock <= near.size(); at += 2 * kBlock) {
    voice.Process(far.empty() ? far : far.subspan(at, 2 * kBlock), near.subspan(at, 2 * kBlock));
    voice.echo_canceller().TakeRetired();
    voice.noise_suppressor().TakeRetired();
    voice.gain_control().TakeRetired();
  }
}

double LevelOf(std::span<const float> part) { return test::DbOf(test::PowerOf(part)); }

FloatSignal Sine(double hz, double amplitude, double seconds) {
  FloatSignal out(static_cast<std::size_t>(seconds * kRateHz));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(amplitude * std::sin(2 * 3.14159265358979 * hz * static_cast<double>(i) / kRateHz));
  return out;
}

float LargestStep(std::span<const float> signal) {
  float largest = 0;
  for (std::size_t i = 1; i < signal.size(); ++i) largest = std::max(largest, std::abs(signal[i] - signal[i - 1]));
  return largest;
}

class VoiceProcessorTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!WebRtcStage::IsLinked()) GTEST_SKIP() << "this build has no WebRTC audio processing module";
  }
};

TEST(VoiceProcessor, WithEverythingOffNothingIsTouchedOrLate) {
  VoiceProcessor voice(kRateHz);
  const FloatSignal in = test::FloatNoise(-30, 500, kRateHz, 1);
  FloatSignal out = in;
  Play(voice, {}, out);
  EXPECT_EQ(out, in);
  EXPECT_EQ(voice.latency_samples(), 0);
}

TEST(VoiceProcessor, GainControlNeedsNoModule) {
  VoiceProcessor voice(kRateHz);
  SwitchGain(voice, true);
  FloatSignal speech = test::Syllables(-40, 8000, kRateHz, 2);
  Play(voice, {}, speech);
  EXPECT_GT(LevelOf(std::span(speech).subspan(5 * kRateHz)), -32);
  EXPECT_EQ(voice.latency_samples(), 0);
}

TEST_F(VoiceProcessorTest, TheChainCancelsSuppressesAndLifts) {
  VoiceProcessor voice(kRateHz);
  SwitchEcho(voice, true);
  SwitchNoise(voice, true);
  SwitchGain(voice, true);
  EXPECT_EQ(voice.latency_samples(), 128 + 96);
  const FloatSignal far = test::Syllables(-20, 8000, kRateHz, 3);
  FloatSignal near = test::EchoOf(far, 40, 100, 6, kRateHz, 4);
  test::AddTo(near, test::FloatNoise(-60, 8000, kRateHz, 5));
  const double before = LevelOf(std::span(near).subspan(5 * kRateHz));
  Play(voice, far, near);
  EXPECT_LT(LevelOf(std::span(near).subspan(5 * kRateHz)), before - 25);
}

TEST_F(VoiceProcessorTest, EverySwitchIsWithoutAClick) {
  const FloatSignal in = Sine(300, 0.3, 4);
  const float smooth = LargestStep(in);
  FloatSignal out = in;
  VoiceProcessor voice(kRateHz);
  const auto part = [&](std::size_t index) { return std::span(out).subspan(index * kRateHz / 2, kRateHz / 2); };
  Play(voice, {}, part(0));
  SwitchEcho(voice, true);
  Play(voice, {}, part(1));
  SwitchNoise(voice, true);
  Play(voice, {}, part(2));
  SwitchNoise(voice, true, NoiseReduction::kLow);
  Play(voice, {}, part(3));
  SwitchGain(voice, true);
  Play(voice, {}, part(4));
  SwitchGain(voice, false);
  SwitchEcho(voice, false);
  Play(voice, {}, part(5));
  SwitchNoise(voice, false);
  Play(voice, {}, part(6));
  Play(voice, {}, part(7));
  EXPECT_LT(LargestStep(out), 1.5f * smooth);
  EXPECT_EQ(voice.latency_samples(), 0);
  EXPECT_TRUE(std::equal(part(7).begin(), part(7).end(), in.begin() + 7 * kRateHz / 2)) << "it is out of the way";
}

TEST_F(VoiceProcessorTest, ManySwitchesAtOnceKeepTheLast) {
  VoiceProcessor voice(kRateHz);
  for (int i = 0; i < 100; ++i) SwitchEcho(voice, i % 2 == 0);
  FloatSignal in = test::FloatNoise(-30, 200, kRateHz, 6), out = in;
  Play(voice, {}, out);
  EXPECT_EQ(out, in);
  EXPECT_EQ(voice.echo_canceller().part(), nullptr);
}

TEST_F(VoiceProcessorTest, AnUncollectedPartHoldsTheNextSwitchBack) {
  VoiceProcessor voice(kRateHz);
  SwitchNoise(voice, true);
  FloatSignal frame = test::FloatNoise(-40, 100, kRateHz, 7);
  voice.Process({}, frame);
  SwitchNoise(voice, false);
  voice.Process({}, frame);
  EXPECT_TRUE(voice.noise_suppressor().retired());
  SwitchNoise(voice, true);
  voice.Process({}, frame);
  SwitchNoise(voice, false);
  voice.Process({}, frame);
  EXPECT_NE(voice.noise_suppressor().TakeRetired(), nullptr);
  voice.Process({}, frame);
  EXPECT_EQ(voice.noise_suppressor().part(), nullptr);
}

TEST_F(VoiceProcessorTest, HostileSignalsGiveFiniteOutput) {
  VoiceProcessor voice(kRateHz);
  SwitchEcho(voice, true);
  SwitchNoise(voice, true);
  SwitchGain(voice, true);
  for (const float far_value : {0.0f, 1.0f, -1.0f, 1000.0f})
    for (const float near_value : {0.0f, 1.0f, -1.0f, 1000.0f, 1e-30f}) {
      FloatSignal far(kRateHz / 2, far_value), near(kRateHz / 2, near_value);
      for (std::size_t i = 0; i < far.size(); i += 3) far[i] = -far[i];
      Play(voice, far, near);
      for (const float x : near) ASSERT_LE(std::abs(x), 0.8914f);
    }
}

TEST_F(VoiceProcessorTest, TheDelayOfTheEchoIsFound) {
  const auto canceller = std::move(EchoCanceller::Create(kRateHz)).value();
  const FloatSignal far = test::Syllables(-20, 8000, kRateHz, 8);
  FloatSignal near = test::EchoOf(far, 130, 100, 6, kRateHz, 9);
  test::AddTo(near, test::FloatNoise(-70, 8000, kRateHz, 10));
  canceller->Process(far, near);
  ASSERT_TRUE(canceller->echo_delay().known());
  EXPECT_GT(canceller->echo_delay().delay_ms(), 129);
  EXPECT_LT(canceller->echo_delay().delay_ms(), 145) << "one of the strongest reflections";
}

TEST(VoiceFrames, SixteenBitsAndFloatsAreTheSameSignal) {
  VoiceFrames frames(8000);
  EXPECT_TRUE(frames.Fits(80));
  EXPECT_TRUE(frames.Fits(480));
  EXPECT_FALSE(frames.Fits(0));
  EXPECT_FALSE(frames.Fits(100));
  std::vector<Sample> integers(160);
  for (std::size_t i = 0; i < integers.size(); ++i) integers[i] = static_cast<Sample>(400 * static_cast<int>(i) - 32'768);
  const std::vector<Sample> before = integers;
  frames.Replace(Samples(integers), [](std::span<float>) {});
  EXPECT_EQ(integers, before);
  frames.Replace(Samples(integers), [](std::span<float> block) {
    for (float& x : block) x *= 2000;
  });
  for (std::size_t i = 0; i < integers.size(); ++i)
    EXPECT_EQ(integers[i], before[i] > 0 ? 32'767 : before[i] < 0 ? -32'768 : 0);
}

TEST(VoiceFrames, WhatIsNoNumberIsSilenceAndCounted) {
  VoiceFrames frames(8000);
  FloatSignal signal(80, 0.5f), reference(80, 0.25f);
  signal[3] = std::numeric_limits<float>::quiet_NaN();
  signal[4] = std::numeric_limits<float>::infinity();
  reference[5] = -std::numeric_limits<float>::infinity();
  float sum = 0;
  frames.Replace(std::span<const float>(reference), std::span<float>(signal),
                 [&](std::span<const float> far, std::span<float>) {
                   for (const float x : far) sum += x;
                 });
  EXPECT_EQ(signal[3], 0);
  EXPECT_EQ(signal[4], 0);
  EXPECT_EQ(sum, 79 * 0.25f);
  EXPECT_EQ(frames.non_finite_samples(), 3u);
}

}  // namespace
}  // namespace ossicle::dsp
