#include "dsp/mixer.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

TEST(Mixer, EachHearsAllButItself) {
  constexpr int kMembers = 5;
  std::vector<Signal> frames;
  for (int i = 0; i < kMembers; ++i) frames.push_back(test::Noise(-30, 20, 8000, static_cast<std::uint64_t>(i + 1)));
  Mixer mixer(160);
  mixer.Clear();
  for (const Signal& frame : frames) mixer.Add(frame);
  Signal heard(160);
  for (int me = 0; me < kMembers; ++me) {
    mixer.SumWithout(frames[static_cast<std::size_t>(me)], heard);
    for (std::size_t n = 0; n < 160; ++n) {
      int expected = 0;
      for (int other = 0; other < kMembers; ++other)
        if (other != me) expected += frames[static_cast<std::size_t>(other)][n];
      ASSERT_EQ(heard[n], expected);
    }
  }
}

TEST(Mixer, NobodyHearsItselfEvenWhenTheSumOverflows) {
  Mixer mixer(160);
  mixer.Clear();
  const Signal full = test::Sine(500, -3.1, 20, 8000), other = test::Sine(700, -20, 20, 8000);
  for (int i = 0; i < 3; ++i) mixer.Add(full);
  mixer.Add(other);
  Signal heard(160);
  // Of three full-scale voices two are taken out by hand: what is left must be the quiet one, bit for bit.
  Mixer rest(160);
  rest.Add(full);
  rest.Add(other);
  rest.SumWithout(full, heard);
  EXPECT_EQ(heard, other);
}

TEST(Mixer, ALoneSpeakerPassesBitForBit) {
  const Signal voice = test::Noise(-3, 20, 48000, 3);
  Mixer mixer(960);
  mixer.Add(voice);
  Signal heard(960);
  mixer.Sum(heard);
  EXPECT_EQ(heard, voice);
}

TEST(Mixer, LimitsToTheRangeOfASample) {
  const Signal high(160, Sample{32767}), low(160, Sample{-32768});
  Mixer mixer(160);
  Signal heard(160);
  for (int i = 0; i < 1000; ++i) mixer.Add(high);
  mixer.Sum(heard);
  EXPECT_EQ(heard, high);
  mixer.SumWithout(high, heard);
  EXPECT_EQ(heard, high);
  mixer.Clear();
  for (int i = 0; i < 1000; ++i) mixer.Add(low);
  mixer.Sum(heard);
  EXPECT_EQ(heard, low);
  mixer.SumWithout(low, heard);
  EXPECT_EQ(heard, low);
}

TEST(Mixer, ClearBeginsAnew) {
  Mixer mixer(160);
  mixer.Add(Signal(160, Sample{1234}));
  mixer.Clear();
  Signal heard(160, Sample{1});
  mixer.Sum(heard);
  EXPECT_EQ(heard, Signal(160, Sample{0}));
}

TEST(Mixer, OddAndShortFramesStayInBounds) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{161}, std::size_t{999}}) {
    Mixer mixer(160);
    const Signal frame(length, Sample{100});
    mixer.Add(Signal(160, Sample{5}));
    mixer.Add(frame);
    Signal heard(200, Sample{-1});
    mixer.SumWithout(frame, heard);
    for (std::size_t n = 0; n < heard.size(); ++n) ASSERT_EQ(heard[n], n < 160 ? 5 : -1) << length << " at " << n;
  }
}

}  // namespace
}  // namespace ossicle::dsp
