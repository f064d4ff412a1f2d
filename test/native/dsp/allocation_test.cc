// Per-frame calls of the dsp layer take no memory.
#include <gtest/gtest.h>

#include "allocation_counter.h"
#include "dsp/activity_detector.h"
#include "dsp/answering_machine_detector.h"
#include "dsp/concealment.h"
#include "dsp/delay_meter.h"
#include "dsp/dtmf_detector.h"
#include "dsp/dtmf_generator.h"
#include "dsp/dtmf_remover.h"
#include "dsp/level_meter.h"
#include "dsp/loudness_meter.h"
#include "dsp/mixer.h"
#include "dsp/real_fft.h"
#include "dsp/resampler.h"
#include "dsp/spectrum_analyzer.h"
#include "dsp/speech_level_meter.h"
#include "dsp/tone_detector.h"
#include "dsp/time_stretch.h"
#include "dsp/voice_detector.h"
#include "dsp/voice_processor.h"
#include "signals.h"
#include "voice_scenes.h"

namespace ossicle::dsp {
namespace {

TEST(Allocation, TheCounterCounts) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  EXPECT_GE(test::CountAllocations([] { std::vector<int>(100, 1).at(5) = 2; }), 1u);
}

TEST(Allocation, FramesTakeNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  for (const int rate_hz : {8000, 16000, 48000}) {
    Resampler up(rate_hz, 48000), down(rate_hz, 8000);
    Mixer mixer(
        {.sample_rate_hz = rate_hz, .frame_samples = FrameSamples(rate_hz), .loudest = 1, .find_speaker = true});
    mixer.AddInput();
    mixer.AddInput();
    LevelMeter meter(rate_hz);
    DelayMeter delay(rate_hz, 2000);
    LoudnessMeter loudness(rate_hz, 1);
    SpeechLevelMeter speech_level(rate_hz);
    SpectrumAnalyzer spectrum(512, 128);
    std::vector<float> spectra(16 * spectrum.bins());
    ActivityDetector activity(rate_hz);
    VoiceDetector voice(rate_hz);
    DtmfDetector detector(rate_hz);
    const Tone sound{{697, 1209}, 2, -10, Milliseconds(100), Milliseconds(100)};
    const TonePattern pattern(std::span(&sound, 1));
    ToneDetector tones(rate_hz, {std::span(&pattern, 1), true, true});
    AnsweringMachineDetector answer(rate_hz, {});
    DtmfGenerator generator(rate_hz);
    DtmfRemover remover(rate_hz);
    Concealment concealment(rate_hz);
    TimeStretch stretch(rate_hz);
    test::Signal frame(FrameSamples(rate_hz)), out(kMaxFrameSamples);
    const std::uint64_t allocations = test::CountAllocations([&] {
      generator.Start("159D");
      for (int i = 0; i < 60; ++i) {
        generator.Process(frame);
        detector.Process(frame);
        tones.Process(frame);
        answer.Process(frame);
        remover.Process(frame);
        activity.Process(frame);
        voice.Process(ConstSamples(frame));
        meter.Process(frame);
        delay.Process(ConstSamples(frame), ConstSamples(frame));
        delay.Read();
        loudness.Process(frame);
        loudness.integrated_lufs();
        speech_level.Process(frame);
        speech_level.Read();
        spectrum.Process(frame, spectra);
        i % 5 == 4 ? concealment.Conceal(frame) : concealment.Good(frame);
        stretch.Shorten(frame, frame.size() / 4, frame.size() / 4, true);
        stretch.Lengthen(frame, frame.size() - frame.size() / 8, frame.size() * 3 / 4);
        up.Process(frame, out);
        down.Process(frame, out);
        mixer.SetGain(0, static_cast<float>(i % 7) + 20);
        mixer.Write(0, frame);
        mixer.Write(1, frame);
        mixer.Mix();
        mixer.ReadWithout(0, Samples(out).first(frame.size()));
      }
    });
    EXPECT_EQ(allocations, 0u) << rate_hz;
  }
}

/// The module is another's; gain control and what is measured of an echo are ours.
TEST(Allocation, VoiceFramesTakeNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  constexpr int kRateHz = 16'000;
  constexpr std::size_t kBlock = 160;
  VoiceProcessor voice(kRateHz);
  auto gain = std::make_unique<GainControl>(GainControl::Config{.sample_rate_hz = kRateHz, .frame_samples = kBlock});
  voice.gain_control().Switch(gain);
  EchoDelayMeter delay(kRateHz);
  EchoReturnMeter echo_return;
  test::FloatSignal frame = test::Syllables(-20, 2000, kRateHz, 11);
  const test::FloatSignal far = frame;
  const std::uint64_t allocations = test::CountAllocations([&] {
    voice.Process({}, frame);
    for (std::size_t at = 0; at + kBlock <= far.size(); at += kBlock) {
      const auto block = std::span(far).subspan(at, kBlock);
      delay.Process(block, block);
      echo_return.Process(block, block, block);
    }
  });
  EXPECT_EQ(allocations, 0u);
}

TEST(Allocation, TheFftTakesNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  RealFft fft(1024);
  std::vector<float> signal(1024, 0.5f), re(513), im(513);
  EXPECT_EQ(test::CountAllocations([&] {
              fft.Forward(signal, re, im);
              fft.Inverse(re, im, signal);
            }),
            0u);
}

}  // namespace
}  // namespace ossicle::dsp
