#include "dsp/time_stretch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "signals.h"

namespace ossicle::dsp {
namespace {

test::Signal Sine(int rate_hz, double hz, std::size_t count, double amplitude = 8000) {
  test::Signal signal(count);
  for (std::size_t i = 0; i < count; ++i)
    signal[i] = static_cast<Sample>(std::lrint(amplitude * std::sin(2 * M_PI * hz * static_cast<double>(i) / rate_hz)));
  return signal;
}

/// Largest difference from a sine of the same frequency and amplitude, whose phase is that of the beginning.
int LargestError(const test::Signal& signal, std::size_t count, int rate_hz, double hz) {
  const test::Signal wanted = Sine(rate_hz, hz, count);
  int largest = 0;
  for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(signal[i] - wanted[i]));
  return largest;
}

TEST(TimeStretch, KeepsPitchAndPhaseOfATone) {
  for (const int rate_hz : {8000, 16'000, 48'000}) {
    for (const double hz : {100.0, 200.0, 400.0}) {
      const TimeStretch stretch(rate_hz);
      const std::size_t length = FrameSamples(rate_hz, Milliseconds(40)), at = FrameSamples(rate_hz, Milliseconds(15));
      test::Signal shorter = Sine(rate_hz, hz, length);
      const std::size_t removed = stretch.Shorten(shorter, at, length);
      EXPECT_GE(removed, FrameSamples(rate_hz, Microseconds(2500)));
      EXPECT_LE(removed, stretch.longest());
      EXPECT_LE(LargestError(shorter, length - removed, rate_hz, hz), 90) << rate_hz << " " << hz;

      test::Signal longer = Sine(rate_hz, hz, length);
      longer.resize(length + stretch.longest());
      const std::size_t inserted = stretch.Lengthen(longer, length, at);
      EXPECT_GE(inserted, FrameSamples(rate_hz, Microseconds(2500)));
      EXPECT_LE(LargestError(longer, length + inserted, rate_hz, hz), 90) << rate_hz << " " << hz;
    }
  }
}

TEST(TimeStretch, WhatComesAfterTheJointIsUntouched) {
  const TimeStretch stretch(8000);
  const test::Signal signal = Sine(8000, 180, 320);
  test::Signal shorter = signal, longer = signal;
  const std::size_t removed = stretch.Shorten(shorter, 120, 100);
  ASSERT_GT(removed, 0u);
  for (std::size_t i = 120 + 32 + removed; i < 320; ++i) EXPECT_EQ(shorter[i - removed], signal[i]);
  longer.resize(420);
  const std::size_t inserted = stretch.Lengthen(longer, 320, 120);
  ASSERT_GT(inserted, 0u);
  for (std::size_t i = 0; i < 120; ++i) EXPECT_EQ(longer[i], signal[i]);
  for (std::size_t i = 120; i < 320; ++i) EXPECT_EQ(longer[i + inserted], signal[i]);
}

TEST(TimeStretch, RefusesAJointThatWouldBeHeardUnlessItMust) {
  const TimeStretch stretch(8000);
  Random random(5);
  test::Signal chirp(320);  // its pitch runs away: no two places look alike
  for (std::size_t i = 0; i < chirp.size(); ++i)
    chirp[i] = static_cast<Sample>(10'000 * std::sin(0.00004 * std::pow(static_cast<double>(i), 2.6)));
  for (std::size_t i = 0; i < 160; ++i) chirp[i] = static_cast<Sample>(3000 * random.Gaussian());
  test::Signal copy = chirp;
  EXPECT_EQ(stretch.Shorten(copy, 130, 100), 0u);
  EXPECT_EQ(copy, chirp);
  EXPECT_GT(stretch.Shorten(copy, 130, 100, true), 0u);
}

TEST(TimeStretch, StretchesWhatIsQuietWhateverItLooksLike) {
  const TimeStretch stretch(8000);
  Random random(6);
  test::Signal noise(420);
  for (Sample& sample : noise) sample = static_cast<Sample>(40 * random.Gaussian());
  EXPECT_GT(stretch.Shorten(Samples(noise).first(320), 120, 100), 0u);
  EXPECT_GT(stretch.Lengthen(noise, 320, 120), 0u);
  test::Signal silence(420);
  EXPECT_GT(stretch.Shorten(Samples(silence).first(320), 120, 100), 0u);
}

TEST(TimeStretch, NeedsRoomOnBothSides) {
  const TimeStretch stretch(8000);
  test::Signal signal = Sine(8000, 200, 320);
  EXPECT_EQ(stretch.Shorten(signal, 300, 100), 0u) << "too little follows";
  EXPECT_EQ(stretch.Shorten(signal, 100, 19), 0u) << "less than a period";
  EXPECT_EQ(stretch.Shorten(signal, 1000, 100), 0u);
  EXPECT_EQ(stretch.Lengthen(signal, 320, 120), 0u) << "no room behind";
  EXPECT_EQ(stretch.Lengthen(signal, 220, 10), 0u) << "too little before";
  EXPECT_EQ(stretch.Lengthen(signal, 220, 215), 0u) << "too little to join";
}

TEST(TimeStretch, FullScaleDoesNotOverflow) {
  const TimeStretch stretch(8000);
  test::Signal square(420);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 20 % 2 == 0 ? Sample{32767} : Sample{-32768};
  EXPECT_EQ(stretch.Lengthen(square, 320, 120) % 40, 0u);
  EXPECT_EQ(stretch.Shorten(Samples(square).first(320), 120, 100) % 40, 0u);
}

}  // namespace
}  // namespace ossicle::dsp
