#include "rtp/e_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ossicle::rtp {
namespace {

TEST(EModel, GivesTheDefaultRatingOfG107) {
  const auto quality = EstimateQuality({});
  EXPECT_NEAR(quality.r_factor, 93.2, 1e-9);
  EXPECT_NEAR(quality.mos, 4.41, 0.005);  // G.107: R 93.2 is MOS 4.41
}

TEST(EModel, MapsRatingsToMosAsAnnexBTabulates) {
  // G.107 table B.1, lower limits: R 90 = 4.34, 80 = 4.03, 70 = 3.60, 60 = 3.10, 50 = 2.58.
  const double expected[][2] = {{90, 4.34}, {80, 4.03}, {70, 3.60}, {60, 3.10}, {50, 2.58}};
  for (const auto& [r, mos] : expected) {
    const auto quality = EstimateQuality({.codec = {.equipment_impairment = 93.2 - r, .loss_robustness = 10}});
    EXPECT_NEAR(quality.r_factor, r, 1e-9);
    EXPECT_NEAR(quality.mos, mos, 0.01);
  }
}

TEST(EModel, DelayCostsNothingUpTo100MsThenMore) {
  const auto r = [](double delay_ms) { return EstimateQuality({.one_way_delay_ms = delay_ms}).r_factor; };
  EXPECT_NEAR(r(100), 93.2, 1e-9);
  // Idd at 400 ms: x = 2, 25 * ((1+2^6)^(1/6) - 3 (1+(2/3)^6)^(1/6) + 2) = 24.09.
  EXPECT_NEAR(93.2 - r(400), 24.09, 0.05);
  EXPECT_GT(r(150), r(200));
  EXPECT_GT(r(200), r(300));
}

TEST(EModel, LossCostsByTheCodecsRobustness) {
  // 5 % random loss, Bpl 25.1: 95 * 5 / 30.1 = 15.78.
  EXPECT_NEAR(93.2 - EstimateQuality({.loss_ratio = 0.05}).r_factor, 15.78, 0.01);
  // Without concealment, Bpl 4.3: 95 * 5 / 9.3 = 51.08.
  EXPECT_NEAR(93.2 - EstimateQuality({.loss_ratio = 0.05, .codec = kG711UnconcealedImpairment}).r_factor, 51.08, 0.01);
  // In bursts of twice the random length: 95 * 5 / (2.5 + 25.1) = 17.21.
  EXPECT_NEAR(93.2 - EstimateQuality({.loss_ratio = 0.05, .burst_ratio = 2}).r_factor, 17.21, 0.01);
}

TEST(EModel, StaysInItsScaleForAnyInput) {
  for (const double loss : {-1.0, 0.0, 0.3, 1.0, 7.0, double{NAN}})
    for (const double delay : {-50.0, 0.0, 1e3, 1e9, double{INFINITY}, double{NAN}})
      for (const double burst : {0.0, 1.0, 50.0, double{NAN}}) {
        const auto quality = EstimateQuality({.one_way_delay_ms = delay, .loss_ratio = loss, .burst_ratio = burst});
        EXPECT_TRUE(quality.r_factor >= 0 && quality.r_factor <= 100) << loss << ' ' << delay;
        EXPECT_TRUE(quality.mos >= 1 && quality.mos <= 4.5) << loss << ' ' << delay;
      }
}

}  // namespace
}  // namespace ossicle::rtp
