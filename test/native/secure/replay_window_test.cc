#include "secure/replay_window.h"

#include <gtest/gtest.h>

#include <set>

#include "core/random.h"

namespace ossicle::secure {
namespace {

TEST(ReplayWindow, KnowsTheLast128) {
  ReplayWindow window;
  EXPECT_TRUE(window.IsNew(0));
  window.Mark(1000);
  EXPECT_FALSE(window.IsNew(1000));
  EXPECT_TRUE(window.IsNew(1001));
  EXPECT_TRUE(window.IsNew(1000 - 127));
  EXPECT_FALSE(window.IsNew(1000 - 128));
  window.Mark(1000 - 127);
  EXPECT_FALSE(window.IsNew(1000 - 127));
  window.Mark(1127);
  EXPECT_FALSE(window.IsNew(1000));
  EXPECT_TRUE(window.IsNew(1001));
  window.Mark(1128);
  EXPECT_FALSE(window.IsNew(1000));  // by now too old to know
}

TEST(ReplayWindow, AgreesWithAnEndlessMemory) {
  Random random(7);
  ReplayWindow window;
  std::set<std::int64_t> come;
  std::int64_t highest = -1, at = 0;
  for (int i = 0; i < 200'000; ++i) {
    at += random.U32() % 3;
    if (random.U32() % 1000 == 0) at += random.U32() % 300;
    const std::int64_t index = std::max<std::int64_t>(0, at - random.U32() % 160);
    const bool expected = index > highest || (highest - index < ReplayWindow::kSize && !come.contains(index));
    ASSERT_EQ(window.IsNew(index), expected) << index << " after " << highest;
    if (!expected) continue;
    window.Mark(index);
    come.insert(index);
    highest = std::max(highest, index);
  }
  EXPECT_EQ(window.highest(), highest);
}

}  // namespace
}  // namespace ossicle::secure
