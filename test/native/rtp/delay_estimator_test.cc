#include "rtp/delay_estimator.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace ossicle::rtp {
namespace {

constexpr DelayEstimator::Bounds kBounds{.min = Milliseconds(20), .max = Milliseconds(400), .fixed = std::nullopt};

/// One packet each 20 ms whose delay `delay(i)` gives.
template <typename Delay>
void Feed(DelayEstimator& estimator, int from, int to, Delay delay) {
  for (int i = from; i < to; ++i) estimator.Add(delay(i), Instant{} + Milliseconds(1'000'000 + i * 20));
}

TEST(DelayEstimator, StaysAtTheLowerBoundWithoutJitter) {
  DelayEstimator estimator(kBounds);
  EXPECT_EQ(estimator.target(), Milliseconds(20));
  Feed(estimator, 0, 1000, [](int) { return Milliseconds(50); });
  EXPECT_EQ(estimator.target(), Milliseconds(20));
  EXPECT_EQ(estimator.base(), Milliseconds(50));
}

TEST(DelayEstimator, GrowsWithinASecondAndShrinksSlowly) {
  DelayEstimator estimator(kBounds);
  Random random(3);
  const auto calm = [](int) { return Milliseconds(0); };
  const auto wild = [&](int) { return Duration(static_cast<std::int64_t>(random.Uniform() * 100e6)); };
  Feed(estimator, 0, 2000, calm);
  Feed(estimator, 2000, 2050, wild);
  EXPECT_GE(estimator.target(), Milliseconds(70)) << "one second of jitter";
  Feed(estimator, 2050, 3000, wild);
  const Duration grown = estimator.target();
  EXPECT_GE(grown, Milliseconds(90));
  EXPECT_LE(grown, Milliseconds(104));
  Feed(estimator, 3000, 3050, calm);
  EXPECT_GE(estimator.target(), grown - Milliseconds(20)) << "a second of calm proves little";
  Feed(estimator, 3050, 6000, calm);
  EXPECT_EQ(estimator.target(), Milliseconds(20));
}

TEST(DelayEstimator, ForgetsTheFastestPacketAfterTenSeconds) {
  DelayEstimator estimator(kBounds);
  Feed(estimator, 0, 100, [](int) { return Milliseconds(10); });
  Feed(estimator, 100, 550, [](int) { return Milliseconds(60); });
  EXPECT_EQ(estimator.base(), Milliseconds(10));
  Feed(estimator, 550, 700, [](int) { return Milliseconds(60); });
  EXPECT_EQ(estimator.base(), Milliseconds(60));
}

TEST(DelayEstimator, StaysWithinItsBounds) {
  DelayEstimator estimator(kBounds);
  Feed(estimator, 0, 500, [](int i) { return Milliseconds(i % 2 * 5000); });
  EXPECT_EQ(estimator.target(), Milliseconds(400));
}

TEST(DelayEstimator, KeepsAFixedDelay) {
  DelayEstimator estimator({.min = Milliseconds(20), .max = Milliseconds(400), .fixed = Milliseconds(70)});
  Feed(estimator, 0, 500, [](int i) { return Milliseconds(i % 2 * 300); });
  EXPECT_EQ(estimator.target(), Milliseconds(70));
  estimator.Reset();
  EXPECT_EQ(estimator.target(), Milliseconds(70));
}

}  // namespace
}  // namespace ossicle::rtp
