#include "core/random.h"

#include <gtest/gtest.h>

#include <bit>

namespace ossicle {
namespace {

/// The published first outputs of SplitMix64 for the seed 1234567.
TEST(Random, IsSplitMix64) {
  Random random(1234567);
  EXPECT_EQ(random.U64(), 6457827717110365317u);
  EXPECT_EQ(random.U64(), 3203168211198807973u);
}

TEST(Random, SameSeedSameNumbers) {
  Random a(5);
  Random b(5);
  Random c(6);
  EXPECT_EQ(a.U64(), b.U64());
  EXPECT_NE(a.U64(), c.U64());
}

TEST(Random, DistributionsHaveTheirMoments) {
  Random random(8);
  constexpr int kCount = 200'000;
  double uniform = 0;
  double normal = 0;
  double square = 0;
  double exponential = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.Uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniform += u;
    const double n = random.Gaussian();
    normal += n;
    square += n * n;
    const double e = random.Exponential();
    ASSERT_GE(e, 0);
    exponential += e;
  }
  EXPECT_NEAR(uniform / kCount, 0.5, 0.005);
  EXPECT_NEAR(normal / kCount, 0, 0.01);
  EXPECT_NEAR(square / kCount, 1, 0.02);
  EXPECT_NEAR(exponential / kCount, 1, 0.02);
}

}  // namespace
}  // namespace ossicle
