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

TEST(DelayEstimator, GrowsWithinASecondAndShrinksWithinTwo) {
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
  Feed(estimator, 3000, 3010, calm);
  EXPECT_GE(estimator.target(), grown - Milliseconds(20)) << "a fifth of a second of calm proves nothing";
  Feed(estimator, 3010, 3100, calm);
  EXPECT_EQ(estimator.target(), Milliseconds(20)) << "two seconds do";
}

TEST(DelayEstimator, ForgetsTheFastestPacketAfterFourSeconds) {
  DelayEstimator estimator(kBounds);
  Feed(estimator, 0, 100, [](int) { return Milliseconds(10); });
  Feed(estimator, 100, 250, [](int) { return Milliseconds(60); });
  EXPECT_EQ(estimator.base(), Milliseconds(10));
  EXPECT_GE(estimator.target(), Milliseconds(45)) << "until then it may be jitter";
  Feed(estimator, 250, 320, [](int) { return Milliseconds(60); });
  EXPECT_EQ(estimator.base(), Milliseconds(60));
  EXPECT_EQ(estimator.target(), Milliseconds(20)) << "and then it was a new route";
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

TEST(DelayEstimator, AShiftedTimeLineIsNotJitter) {
  DelayEstimator estimator({.min = Duration::zero(), .max = Milliseconds(400), .fixed = std::nullopt});
  Feed(estimator, 0, 1500, [](int i) { return Microseconds(10 * i); });  // a sender that is 500 ppm slow
  EXPECT_LE(estimator.target(), Milliseconds(4));
  Feed(estimator, 1500, 3000, [](int i) { return Microseconds(15'000 - 10 * (i - 1500)); });
  EXPECT_LE(estimator.target(), Milliseconds(2));
}

TEST(DelayEstimator, RemembersASpikeBetweenSpikes) {
  DelayEstimator estimator({.min = Duration::zero(), .max = Milliseconds(400), .fixed = std::nullopt});
  // Each five seconds nothing comes for 300 ms.
  const auto spike = [](int i) { return Milliseconds(i % 250 < 15 ? 300 - i % 250 * 20 : 0); };
  Feed(estimator, 0, 1240, spike);
  EXPECT_GE(estimator.target(), Milliseconds(200)) << "calm for 4.7 s, as between the spikes before";
}

TEST(DelayEstimator, KnowsHowManyComeLaterAndHowManyNever) {
  DelayEstimator estimator(kBounds);
  Feed(estimator, 0, 500, [](int i) { return Milliseconds(i % 10 == 0 ? 50 : 0); });
  EXPECT_NEAR(estimator.ShareBeyond(Milliseconds(40)), 0.1, 0.01);
  EXPECT_EQ(estimator.ShareBeyond(Milliseconds(60)), 0);
  EXPECT_EQ(estimator.lost_share(), 0);
  for (int i = 0; i < 500; ++i) {
    Feed(estimator, 500 + i, 501 + i, [](int) { return Milliseconds(0); });
    if (i % 10 == 0) estimator.NoteLost(1);
  }
  EXPECT_NEAR(estimator.lost_share(), 0.1, 0.03);
}

}  // namespace
}  // namespace ossicle::rtp
