#include "rtp/burst_metrics.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/random.h"

namespace ossicle::rtp {
namespace {

/// `x`: missed.
BurstMetrics::Figures Of(const std::string& places) {
  BurstMetrics metrics;
  for (const char place : places) place == 'x' ? metrics.NoteMissed(1) : metrics.NoteFilled();
  return metrics.figures();
}

std::string Filled(std::size_t places) { return std::string(places, '.'); }

TEST(BurstMetrics, AreNoneOfACleanStream) {
  for (const std::size_t places : {0, 1, 1000}) {
    const auto figures = Of(Filled(places));
    EXPECT_EQ(figures.burst_density, 0);
    EXPECT_EQ(figures.gap_density, 0);
    EXPECT_EQ(figures.burst_places, 0);
    EXPECT_EQ(figures.gap_places, static_cast<double>(places));
  }
}

TEST(BurstMetrics, SingleLossesFarApartAreGap) {
  const auto figures = Of(Filled(99) + "x" + Filled(99) + "x" + Filled(16) + "x" + Filled(34));
  EXPECT_EQ(figures.burst_density, 0);
  EXPECT_DOUBLE_EQ(figures.gap_density, 3.0 / 251);
  EXPECT_EQ(figures.gap_places, 251);
}

TEST(BurstMetrics, FifteenInARowDoNotEndABurstAndSixteenDo) {
  const auto fifteen = Of(Filled(50) + "x" + Filled(15) + "x" + Filled(50));
  EXPECT_DOUBLE_EQ(fifteen.burst_density, 2.0 / 17);
  EXPECT_EQ(fifteen.burst_places, 17);
  EXPECT_EQ(fifteen.gap_density, 0);
  EXPECT_EQ(fifteen.gap_places, 50);
  EXPECT_EQ(Of(Filled(50) + "x" + Filled(16) + "x" + Filled(50)).burst_places, 0);
}

TEST(BurstMetrics, TellBurstsAndGapsApart) {
  const std::string round = Filled(60) + "xx.x" + Filled(20) + "x" + Filled(15);
  std::string stream;
  for (int i = 0; i < 50; ++i) stream += round;
  const auto figures = Of(stream);
  EXPECT_DOUBLE_EQ(figures.burst_density, 3.0 / 4);
  EXPECT_DOUBLE_EQ(figures.burst_places, 4);
  EXPECT_DOUBLE_EQ(figures.gap_density, 1.0 / 96);
  EXPECT_NEAR(figures.gap_places, 96, 2);
}

TEST(BurstMetrics, AStreamThatEndsInABurstHasAsManyGapsAsBursts) {
  const auto figures = Of(Filled(40) + "xxxx");
  EXPECT_EQ(figures.burst_places, 4);
  EXPECT_EQ(figures.burst_density, 1);
  EXPECT_EQ(figures.gap_places, 40);
}

TEST(BurstMetrics, AgreeWithADefinitionThatLooksAtTheWholeStream) {
  Random random(3);
  for (int n = 0; n < 300; ++n) {
    const double loss = random.Uniform() * 0.3;
    std::string stream;
    for (int i = 0; i < 400; ++i) stream += random.Uniform() < loss ? 'x' : '.';
    // A place is of a burst when it lies between two missed ones with no sixteen filled ones in a row between them.
    double missed = 0, places = 0, all_missed = 0;
    for (std::size_t from = 0; from < stream.size();) {
      std::size_t last = from, losses = stream[from] == 'x' ? 1 : 0;
      all_missed += static_cast<double>(losses);
      for (std::size_t at = from + 1; losses > 0 && at < stream.size() && at - last <= BurstMetrics::kGmin; ++at) {
        if (stream[at] != 'x') continue;
        last = at, ++losses, ++all_missed;
      }
      if (losses > 1) missed += static_cast<double>(losses), places += static_cast<double>(last - from + 1);
      from = last + 1;
    }
    const auto figures = Of(stream);
    EXPECT_NEAR(figures.burst_density, places > 0 ? missed / places : 0, 1e-12);
    EXPECT_NEAR(figures.gap_density, places < 400 ? (all_missed - missed) / (400 - places) : 0, 1e-12);
  }
}

TEST(BurstMetrics, ManyMissedAtOnceAreOneBurst) {
  BurstMetrics metrics;
  for (int i = 0; i < 100; ++i) metrics.NoteFilled();
  metrics.NoteMissed(0);
  metrics.NoteMissed(3000);
  EXPECT_EQ(metrics.figures().burst_places, 3000);
  EXPECT_EQ(metrics.figures().gap_places, 100);
}

}  // namespace
}  // namespace ossicle::rtp
