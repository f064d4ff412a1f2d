#include "dsp/dtmf_generator.h"

#include <gtest/gtest.h>

#include <string>

#include "dsp/dtmf_detector.h"
#include "dsp/dtmf_tones.h"
#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

Signal Dialled(DtmfGenerator& generator) {
  Signal out;
  while (!generator.done()) {
    Signal frame(160);
    const std::size_t count = generator.Process(frame);
    out.insert(out.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return out;
}

TEST(DtmfGenerator, DialsWhatTheDetectorHears) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    DtmfGenerator generator(rate_hz);
    DtmfDetector detector(rate_hz);
    const std::string digits = "0123456789*#ABCD5511";
    ASSERT_TRUE(generator.Start(digits));
    Signal signal = Dialled(generator);
    EXPECT_EQ(signal.size(), test::SamplesIn(200.0 * static_cast<double>(digits.size()), rate_hz));
    std::string heard;
    test::ForEachFrame(signal, 20, rate_hz, [&](Samples frame) {
      if (const auto digit = detector.Process(frame)) heard += digit->digit;
    });
    EXPECT_EQ(heard, digits) << rate_hz;
  }
}

TEST(DtmfGenerator, HasTheFrequenciesAndLevelsOfTheKey) {
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 4; ++column) {
      DtmfGenerator generator(8000);
      ASSERT_TRUE(generator.Start(std::string(1, kDtmfKeys[row][column]), {Milliseconds(1020), Duration{}, -9}));
      const Signal out = Dialled(generator);
      ASSERT_EQ(out.size(), 8160u);
      const ConstSamples sound = ConstSamples(out).subspan(80, 8000);
      for (const float hz : {kDtmfLowHz[row], kDtmfHighHz[column]})
        EXPECT_NEAR(test::ToneDbov(sound, double{hz}, 8000), -9 - 3.17 - 3.01, 0.05);
    }
}

TEST(DtmfGenerator, TakesSmallLettersAndCommas) {
  DtmfGenerator generator(8000);
  ASSERT_TRUE(generator.Start("a,1"));
  EXPECT_EQ(Dialled(generator).size(), 1600u + 8000u + 1600u);
}

TEST(DtmfGenerator, RefusesOtherCharactersAndGoesOn) {
  DtmfGenerator generator(8000);
  ASSERT_TRUE(generator.Start("12"));
  EXPECT_FALSE(generator.Start("1x"));
  EXPECT_FALSE(generator.Start(std::string(129, '1')));
  EXPECT_EQ(Dialled(generator).size(), 3200u);
  EXPECT_TRUE(generator.Start(""));
  EXPECT_TRUE(generator.done());
}

}  // namespace
}  // namespace ossicle::dsp
