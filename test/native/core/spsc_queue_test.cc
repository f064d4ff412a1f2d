#include "core/spsc_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <thread>
#include <vector>

namespace ossicle {
namespace {

TEST(SpscQueue, RoundsItsCapacityUp) {
  EXPECT_EQ(SpscQueue<int>(0).capacity(), 2u);
  EXPECT_EQ(SpscQueue<int>(5).capacity(), 8u);
  EXPECT_EQ(SpscQueue<int>(8).capacity(), 8u);
}

TEST(SpscQueue, HandsOutInOrderAndRefusesWhenFull) {
  SpscQueue<int> queue(4);
  int item = 0;
  EXPECT_FALSE(queue.Pop(item));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(queue.Push(i));
  EXPECT_FALSE(queue.Push(99));
  EXPECT_EQ(queue.size(), 4u);
  EXPECT_EQ(queue.free_space(), 0u);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(queue.Pop(item));
    EXPECT_EQ(item, i);
  }
  EXPECT_FALSE(queue.Pop(item));
}

TEST(SpscQueue, MovesRunsAcrossItsEdge) {
  SpscQueue<int> queue(8);
  int next_in = 0;
  int next_out = 0;
  for (int round = 0; round < 100; ++round) {
    std::array<int, 5> in{};
    for (int& item : in) item = next_in++;
    const std::size_t pushed = queue.Push(std::span<const int>(in));
    next_in -= static_cast<int>(in.size() - pushed);
    std::array<int, 3> out{};
    const std::size_t popped = queue.Pop(std::span<int>(out));
    for (std::size_t i = 0; i < popped; ++i) ASSERT_EQ(out[i], next_out++);
  }
  EXPECT_GT(next_out, 250);
}

TEST(SpscQueue, TwoThreadsLoseAndInventNothing) {
  constexpr std::uint64_t kCount = 300'000;
  SpscQueue<std::uint64_t> queue(64);
  std::thread producer([&] {
    for (std::uint64_t i = 0; i < kCount;) {
      if (queue.Push(i)) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  std::uint64_t expected = 0;
  bool in_order = true;
  std::array<std::uint64_t, 7> items{};
  while (expected < kCount) {
    const std::size_t count = queue.Pop(std::span<std::uint64_t>(items));
    for (std::size_t i = 0; i < count; ++i) in_order = in_order && items[i] == expected++;
    if (count == 0) std::this_thread::yield();
  }
  producer.join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(queue.size(), 0u);
}

}  // namespace
}  // namespace ossicle
