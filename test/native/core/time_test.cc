#include "core/time.h"

#include <gtest/gtest.h>

#include "core/frame.h"

namespace ossicle {
namespace {

TEST(Time, ConvertsSamplesAndDurations) {
  EXPECT_EQ(DurationToSamples(Milliseconds(20), 8000), 160);
  EXPECT_EQ(DurationToSamples(Milliseconds(20), 44'100), 882);
  EXPECT_EQ(SamplesToDuration(160, 8000), Milliseconds(20));
  EXPECT_EQ(SamplesToDuration(1, 44'100), Duration(22'675)) << "rounded towards zero";
  EXPECT_EQ(SamplesToDuration(-1, 44'100), Duration(-22'675));
  EXPECT_EQ(DurationToSamples(Milliseconds(-20), 48'000), -960);
  EXPECT_EQ(FrameSamples(48'000), 960u);
}

TEST(Time, EveryMillisecondIsExactBothWays) {
  for (const int rate : {8000, 16'000, 32'000, 48'000})
    for (int ms = -2000; ms <= 2000; ++ms) {
      ASSERT_EQ(DurationToSamples(Milliseconds(ms), rate), std::int64_t{ms} * rate / 1000);
      ASSERT_EQ(SamplesToDuration(std::int64_t{ms} * rate / 1000, rate), Milliseconds(ms));
    }
}

TEST(Time, AYearOfUptimeDoesNotOverflow) {
  constexpr Duration kYear = std::chrono::hours(24 * 365);
  EXPECT_EQ(DurationToSamples(kYear, 48'000), std::int64_t{365} * 86'400 * 48'000);
  EXPECT_EQ(SamplesToDuration(std::int64_t{365} * 86'400 * 48'000, 48'000), kYear);
}

TEST(Time, NtpFields) {
  constexpr NtpTime kTime{0x1122334455667788};
  EXPECT_EQ(kTime.seconds(), 0x11223344u);
  EXPECT_EQ(kTime.fraction(), 0x55667788u);
  EXPECT_EQ(kTime.middle(), 0x33445566u);
}

TEST(Time, MillisecondsAsNumbers) {
  EXPECT_DOUBLE_EQ(ToMilliseconds(Microseconds(1500)), 1.5);
  EXPECT_DOUBLE_EQ(ToSeconds(Milliseconds(250)), 0.25);
}

}  // namespace
}  // namespace ossicle
