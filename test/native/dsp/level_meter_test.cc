#include "dsp/level_meter.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

void Feed(LevelMeter& meter, Signal signal, int rate_hz, double frame_ms = 20) {
  test::ForEachFrame(signal, frame_ms, rate_hz, [&](Samples frame) { meter.Process(frame); });
}

TEST(LevelMeter, ReadsSinesAtEveryLevelAndRate) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const double dbov : {-3.1, -10.0, -30.0, -60.0}) {
      LevelMeter meter(rate_hz);
      Feed(meter, test::Sine(1000, dbov, 2000, rate_hz), rate_hz);
      EXPECT_NEAR(meter.rms_dbfs(), dbov, 0.2) << rate_hz;
      EXPECT_NEAR(meter.peak_dbfs(), dbov + 3.01, 0.3) << rate_hz;
    }
}

TEST(LevelMeter, SilenceIsTheFloor) {
  LevelMeter meter;
  EXPECT_EQ(meter.rms_dbfs(), -127);
  EXPECT_EQ(meter.peak_dbfs(), -127);
  Feed(meter, test::Silence(100, 8000), 8000);
  EXPECT_EQ(meter.rms_dbfs(), -127);
}

TEST(LevelMeter, FullScaleIsZero) {
  LevelMeter meter;
  Feed(meter, Signal(16000, Sample{-32768}), 8000);
  EXPECT_NEAR(meter.rms_dbfs(), 0, 0.001);
  EXPECT_NEAR(meter.peak_dbfs(), 0, 0.001);
}

TEST(LevelMeter, FallsWithItsTimeConstantsWhateverTheFrame) {
  for (const double frame_ms : {5.0, 20.0, 60.0}) {
    LevelMeter meter;
    Feed(meter, test::Sine(1000, -10, 1200, 8000), 8000, frame_ms);
    const float rms = meter.rms_dbfs(), peak = meter.peak_dbfs();
    Feed(meter, test::Silence(300, 8000), 8000, frame_ms);
    EXPECT_NEAR(rms - meter.rms_dbfs(), 4.343 * 300 / 125, 0.3) << frame_ms;
    EXPECT_NEAR(peak - meter.peak_dbfs(), 20 * 0.3 / 1.7, 0.3) << frame_ms;
  }
}

TEST(LevelMeter, MeanSquareOfTheExtremeDoesNotOverflow) {
  EXPECT_FLOAT_EQ(MeanSquare(Signal(kMaxFrameSamples, Sample{-32768})), 32768.0f * 32768.0f);
  EXPECT_EQ(MeanSquare({}), 0);
}

}  // namespace
}  // namespace ossicle::dsp
