#include "core/slot_map.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <vector>

#include "core/random.h"

namespace ossicle {
namespace {

TEST(SlotMap, FindsWhatWasAdded) {
  SlotMap<int> map;
  const Handle a = map.Add(1);
  const Handle b = map.Add(2);
  EXPECT_EQ(map.size(), 2u);
  EXPECT_EQ(*map.Find(a), 1);
  EXPECT_EQ(*map.Find(b), 2);
  EXPECT_FALSE(a == b);
}

TEST(SlotMap, AHandleOutlivesItsItemHarmlessly) {
  SlotMap<int> map;
  const Handle old = map.Add(1);
  EXPECT_EQ(map.Remove(old), 1);
  EXPECT_EQ(map.Find(old), nullptr);
  EXPECT_EQ(map.Remove(old), std::nullopt);
  const Handle fresh = map.Add(2);
  EXPECT_EQ(map.Find(old), nullptr) << "the slot is in use again";
  EXPECT_EQ(*map.Find(fresh), 2);
}

TEST(SlotMap, UnknownHandlesNameNothing) {
  SlotMap<int> map;
  map.Add(1);
  EXPECT_EQ(map.Find(Handle{}), nullptr);
  EXPECT_EQ(map.Find(Handle{12'345}), nullptr);
  EXPECT_EQ(map.Find(Handle{UINT64_MAX}), nullptr);
  EXPECT_FALSE(Handle{});
}

TEST(SlotMap, HandlesFitIntoAJavaScriptNumber) {
  SlotMap<int> map;
  for (int i = 0; i < 1'100'000; ++i) {
    const Handle handle = map.Add(i);
    ASSERT_LT(handle.value, std::uint64_t{1} << 53);
    ASSERT_TRUE(handle);
    map.Remove(handle);
  }
}

TEST(SlotMap, HoldsWhatOnlyMoves) {
  SlotMap<std::unique_ptr<int>> map;
  const Handle handle = map.Add(std::make_unique<int>(3));
  EXPECT_EQ(**map.Find(handle), 3);
  EXPECT_EQ(**map.Remove(handle), 3);
}

TEST(SlotMap, AgreesWithAMapOverManyRandomSteps) {
  Random random(2);
  SlotMap<int> map;
  std::map<std::uint64_t, int> model;
  for (int step = 0; step < 20'000; ++step) {
    if (random.Uniform() < 0.5 && !model.empty()) {
      const auto victim = std::next(model.begin(), static_cast<std::ptrdiff_t>(random.U32() % model.size()));
      ASSERT_EQ(map.Remove(Handle{victim->first}), victim->second);
      model.erase(victim);
    } else {
      ASSERT_TRUE(model.emplace(map.Add(step).value, step).second);
    }
    ASSERT_EQ(map.size(), model.size());
  }
  std::map<std::uint64_t, int> visited;
  map.ForEach([&](Handle handle, int item) { visited[handle.value] = item; });
  EXPECT_EQ(visited, model);
}

}  // namespace
}  // namespace ossicle
