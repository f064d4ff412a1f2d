#include "rtp/sequence_history.h"

#include <gtest/gtest.h>

namespace ossicle::rtp {
namespace {

TEST(SequenceHistory, RemembersTheNewest64) {
  SequenceHistory history;
  EXPECT_FALSE(history.Has(0));
  history.Mark(-5);
  history.Mark(58);
  EXPECT_TRUE(history.Has(-5));
  EXPECT_TRUE(history.Has(58));
  EXPECT_FALSE(history.Has(57));
  EXPECT_FALSE(history.Has(59));
  history.Mark(59);
  EXPECT_FALSE(history.Has(-5)) << "64 back";
  history.Mark(1000);
  EXPECT_FALSE(history.Has(59));
  EXPECT_TRUE(history.Has(1000));
}

TEST(SequenceHistory, FillsHolesLater) {
  SequenceHistory history;
  history.Mark(10);
  history.Mark(13);
  EXPECT_EQ(history.CountMissing(10, 13), 2u);
  history.Mark(12);
  EXPECT_EQ(history.CountMissing(10, 13), 1u);
  history.Mark(11);
  EXPECT_EQ(history.CountMissing(10, 14), 0u);
  history.Mark(-1000);
  EXPECT_FALSE(history.Has(-1000));
}

TEST(SequenceHistory, CountsWhatIsTooOldToKnowAsMissing) {
  SequenceHistory history;
  for (int i = 0; i < 200; ++i) history.Mark(i);
  EXPECT_EQ(history.CountMissing(190, 200), 0u);
  EXPECT_EQ(history.CountMissing(0, 200), 136u);
  EXPECT_EQ(history.CountMissing(200, 205), 5u);
  EXPECT_EQ(history.CountMissing(5, 5), 0u);
  EXPECT_EQ(history.CountMissing(9, 5), 0u);
  history.Reset();
  EXPECT_FALSE(history.Has(199));
}

}  // namespace
}  // namespace ossicle::rtp
