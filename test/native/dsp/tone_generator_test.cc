#include "dsp/tone_generator.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

Signal Play(ToneGenerator& generator, std::size_t most, std::size_t frame_samples = 160) {
  Signal out;
  while (out.size() < most && !generator.done()) {
    Signal frame(frame_samples);
    const std::size_t count = generator.Process(frame);
    out.insert(out.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return out;
}

int LargestStep(ConstSamples signal) {
  int largest = std::abs(int{signal.front()});
  for (std::size_t i = 1; i < signal.size(); ++i) largest = std::max(largest, std::abs(signal[i] - signal[i - 1]));
  return largest;
}

TEST(ToneGenerator, HasFrequencyLevelAndLength) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    ToneGenerator generator(rate_hz);
    const Tone tone{{440, 1000}, 2, -12, Milliseconds(230), Milliseconds(70)};
    ASSERT_TRUE(generator.Start(std::span(&tone, 1)));
    const Signal out = Play(generator, 1'000'000);
    ASSERT_EQ(out.size(), test::SamplesIn(300, rate_hz));
    const ConstSamples sound = ConstSamples(out).subspan(test::SamplesIn(10, rate_hz), test::SamplesIn(200, rate_hz));
    for (const double hz : {440.0, 1000.0}) EXPECT_NEAR(test::ToneDbov(sound, hz, rate_hz), -12 - 3.17 - 3.01, 0.05);
    EXPECT_EQ(test::RmsDbov(ConstSamples(out).subspan(test::SamplesIn(230, rate_hz))), -127);
  }
}

TEST(ToneGenerator, FrameLengthDoesNotShow) {
  const Tone tones[] = {{{425}, 1, -10, Milliseconds(33), Milliseconds(11)}, {{600, 800}, 2, -10, Milliseconds(41), {}}};
  ToneGenerator reference(8000);
  ASSERT_TRUE(reference.Start(tones));
  const Signal expected = Play(reference, 10'000);
  for (const std::size_t frame : {1, 7, 80, 999}) {
    ToneGenerator generator(8000);
    ASSERT_TRUE(generator.Start(tones));
    EXPECT_EQ(Play(generator, 10'000, frame), expected);
  }
}

TEST(ToneGenerator, NothingClicks) {
  ToneGenerator generator(48000);
  const Tone tones[] = {{{400}, 1, -4, Milliseconds(53), {}}, {{950}, 1, -4, Milliseconds(47), Milliseconds(20)}};
  ASSERT_TRUE(generator.Start(tones));
  const Signal out = Play(generator, 100'000);
  // The steepest slope of 950 Hz itself; the 5 ms edges add next to nothing.
  const double slope = test::SinePeak(-4 - 3.17 - 3.01) * 2 * std::numbers::pi * 950 / 48000;
  EXPECT_LT(LargestStep(out), slope * 1.05);
}

TEST(ToneGenerator, ARepeatedToneWithoutPauseIsOneTone) {
  ToneGenerator generator(8000);
  const Tone tone{{425}, 1, -10, Milliseconds(50), {}};
  ASSERT_TRUE(generator.Start(std::span(&tone, 1), true));
  const Signal out = Play(generator, 8000);
  EXPECT_FALSE(generator.done());
  EXPECT_GT(test::SineSnrDb(ConstSamples(out).subspan(80, 7840), 425, 8000), 60);
}

TEST(ToneGenerator, EndlessAndRepeatedGoOn) {
  ToneGenerator generator(8000);
  const Tone endless{{425}, 1, -10, Duration::max(), {}};
  ASSERT_TRUE(generator.Start(std::span(&endless, 1)));
  EXPECT_EQ(Play(generator, 80'000).size(), 80'000u);
  const Tone ringing{{440, 480}, 2, -19, Milliseconds(200), Milliseconds(400)};
  ASSERT_TRUE(generator.Start(std::span(&ringing, 1), true));
  const Signal out = Play(generator, 16'000);
  for (std::size_t period = 0; period < 3; ++period) {
    EXPECT_GT(test::RmsDbov(ConstSamples(out).subspan(period * 4800 + 80, 1440)), -30);
    EXPECT_EQ(test::RmsDbov(ConstSamples(out).subspan(period * 4800 + 1600, 3200)), -127);
  }
}

TEST(ToneGenerator, AmplitudeIsModulated) {
  ToneGenerator generator(8000);
  const Tone tone{{2100}, 1, -12, Milliseconds(4000), {}, 15, 0.2f};  // ANSam of ITU-T V.8
  ASSERT_TRUE(generator.Start(std::span(&tone, 1)));
  const Signal out = Play(generator, 32'000);
  const ConstSamples middle = ConstSamples(out).subspan(8000, 16'000);
  const double carrier = test::ToneDbov(middle, 2100, 8000);
  EXPECT_NEAR(carrier, -12 - 3.17 - 3.01, 0.05);
  for (const double side : {2085.0, 2115.0}) EXPECT_NEAR(test::ToneDbov(middle, side, 8000), carrier - 20, 0.2);
}

TEST(ToneGenerator, RefusesWhatItCannotPlay) {
  ToneGenerator generator(8000);
  const Tone nyquist{{4000}, 1, -10, Milliseconds(10), {}}, count{{400}, 5, -10, Milliseconds(10), {}};
  const Tone negative{{-1}, 1, -10, Milliseconds(10), {}}, good{{400}, 1, -10, Milliseconds(10), {}};
  const Tone modulation{{400}, 1, -10, Milliseconds(10), {}, -1, 1}, depth{{400}, 1, -10, Milliseconds(10), {}, 15, 1.5f};
  for (const Tone& tone : {nyquist, count, negative, modulation, depth}) EXPECT_FALSE(generator.Start(std::span(&tone, 1)));
  EXPECT_FALSE(generator.Start(std::vector<Tone>(33, good)));
  EXPECT_TRUE(generator.Start(std::vector<Tone>(32, good)));
  EXPECT_EQ(Play(generator, 100'000).size(), 32u * 80);
}

TEST(ToneGenerator, EmptyStepsEndAtOnceEvenRepeated) {
  ToneGenerator generator(8000);
  const Tone empty{};
  ASSERT_TRUE(generator.Start(std::span(&empty, 1), true));
  Signal frame(160);
  EXPECT_EQ(generator.Process(frame), 0u);
  EXPECT_TRUE(generator.done());
}

TEST(ToneGenerator, LoudSumIsLimitedNotWrapped) {
  ToneGenerator generator(8000);
  const Tone loud{{500, 500, 500, 500}, 4, 3, Milliseconds(100), {}};
  ASSERT_TRUE(generator.Start(std::span(&loud, 1)));
  const Signal out = Play(generator, 10'000);
  EXPECT_EQ(*std::max_element(out.begin(), out.end()), 32767);
  EXPECT_EQ(*std::min_element(out.begin(), out.end()), -32768);
}

}  // namespace
}  // namespace ossicle::dsp
