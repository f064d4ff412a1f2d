#include "dsp/dtmf_spectrum.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

struct Block {
  std::array<float, kDtmfBlockSamples> samples;
  operator DtmfBlock() const { return DtmfBlock(samples); }
};

Block Taken(const test::Signal& signal) {
  Block block;
  std::copy_n(signal.begin(), kDtmfBlockSamples, block.samples.begin());
  return block;
}

float Decibel(float power, float reference) { return 10 * std::log10(power / reference); }

TEST(DtmfSpectrum, MeasuresASineOfEachFrequency) {
  const float expected = static_cast<float>(std::pow(test::SinePeak(-20), 2) / 2);
  for (std::size_t tone = 0; tone < kDtmfTones; ++tone) {
    const Block block = Taken(test::Sine(double{DtmfFrequency(tone)}, -20, 20, kDtmfRateHz, 0.7));
    EXPECT_NEAR(Decibel(CorrelateDtmf(block).Power(tone), expected), 0, 0.05) << tone;
    EXPECT_NEAR(Decibel(WindowedPower(block), expected), 0, 0.05) << tone;
  }
}

TEST(DtmfSpectrum, WindowResponseIsWhatASineBesideTheFrequencyLoses) {
  for (const float error_hz : {-57.0f, -25.0f, 0.0f, 10.0f, 25.0f, 57.0f}) {
    const float nominal_hz = DtmfFrequency(5);
    const Block on = Taken(test::Sine(double{nominal_hz}, -10, 20, kDtmfRateHz));
    const Block off = Taken(test::Sine(double{nominal_hz + error_hz}, -10, 20, kDtmfRateHz));
    const float lost = CorrelateDtmf(off).Power(5) / CorrelateDtmf(on).Power(5);
    EXPECT_NEAR(Decibel(lost, WindowResponse(error_hz)), 0, 0.1) << error_hz;
  }
}

TEST(DtmfSpectrum, RivalsAreLinesAwayFromTheTwoTones) {
  const auto sines = test::Added(test::Sine(770, -20, 20, kDtmfRateHz), test::Sine(1336, -20, 20, kDtmfRateHz));
  const float tone = static_cast<float>(std::pow(test::SinePeak(-20), 2) / 2);
  EXPECT_LT(RivalPower(Taken(sines), 1, 5), tone / 1000);
  for (double hz = 120; hz < 3200; hz += 37) {
    if (std::min(std::abs(hz - 770), std::abs(hz - 1336)) < 230) continue;
    const float rival = RivalPower(Taken(test::Added(sines, test::Sine(hz, -20, 20, kDtmfRateHz))), 1, 5);
    EXPECT_GT(rival, tone * 0.22f) << hz;
    EXPECT_LT(rival, tone * 1.1f) << hz;
  }
}

}  // namespace
}  // namespace ossicle::dsp
