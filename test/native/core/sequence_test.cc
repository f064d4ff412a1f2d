#include "core/sequence.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace ossicle {
namespace {

TEST(Unwrapper, TheFirstValueKeepsItsNumber) {
  SequenceUnwrapper unwrapper;
  EXPECT_EQ(unwrapper.Unwrap(65'535), 65'535);
  EXPECT_EQ(unwrapper.Unwrap(0), 65'536);
  EXPECT_EQ(unwrapper.Unwrap(65'534), 65'534);
}

TEST(Unwrapper, AnOldValueDoesNotPullTheReferenceBack) {
  SequenceUnwrapper unwrapper;
  EXPECT_EQ(unwrapper.Unwrap(40'000), 40'000);
  EXPECT_EQ(unwrapper.Unwrap(10'000), 10'000);
  EXPECT_EQ(unwrapper.Unwrap(5000), 65'536 + 5000) << "nearest to 40000, not to 10000";
}

TEST(Unwrapper, PeekChangesNothing) {
  SequenceUnwrapper unwrapper;
  EXPECT_EQ(unwrapper.Peek(7), 7);
  EXPECT_EQ(unwrapper.Peek(60'000), 60'000) << "nothing was seen yet";
  EXPECT_EQ(unwrapper.Unwrap(7), 7);
  EXPECT_EQ(unwrapper.Peek(30'000), 30'000);
  EXPECT_EQ(unwrapper.Peek(60'000), 60'000 - 65'536);
}

TEST(Unwrapper, ValuesBeforeTheFirstAreNegative) {
  SequenceUnwrapper unwrapper;
  unwrapper.Unwrap(0);
  EXPECT_EQ(unwrapper.Unwrap(65'535), -1);
  EXPECT_EQ(unwrapper.Unwrap(1), 1);
}

TEST(Unwrapper, HalfAWrapAwayIsTakenAsBehind) {
  SequenceUnwrapper unwrapper;
  unwrapper.Unwrap(100);
  EXPECT_EQ(unwrapper.Peek(static_cast<std::uint16_t>(100 + 32'767)), 100 + 32'767);
  EXPECT_EQ(unwrapper.Peek(static_cast<std::uint16_t>(100 + 32'768)), 100 - 32'768);
}

TEST(Unwrapper, FollowsATimestampOverManyWraps) {
  TimestampUnwrapper unwrapper;
  Random random(1);
  std::int64_t truth = 0xFFFFFFF0;
  ASSERT_EQ(unwrapper.Unwrap(static_cast<std::uint32_t>(truth)), truth);
  for (int i = 0; i < 1000; ++i) {
    truth += random.U32() >> 1;
    ASSERT_EQ(unwrapper.Unwrap(static_cast<std::uint32_t>(truth)), truth);
    const std::int64_t older = truth - static_cast<std::int64_t>(random.U32() >> 1);
    ASSERT_EQ(unwrapper.Unwrap(static_cast<std::uint32_t>(older)), older);
  }
}

TEST(Unwrapper, ResetStartsAnew) {
  SequenceUnwrapper unwrapper;
  unwrapper.Unwrap(65'535);
  unwrapper.Unwrap(5);
  unwrapper.Reset();
  EXPECT_EQ(unwrapper.Unwrap(5), 5);
}

}  // namespace
}  // namespace ossicle
