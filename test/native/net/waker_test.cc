#include "net/waker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "net/clock.h"

namespace ossicle::net {
namespace {

TEST(Waker, SleepsUntilTheDeadline) {
  Waker waker;
  const Instant before = Now();
  waker.WaitUntil(before + Milliseconds(30));
  EXPECT_GE(Now() - before, Milliseconds(30));
  waker.WaitUntil(before);  // long past: returns at once
}

TEST(Waker, AWakeThatCameFirstIsKeptAndConsumedOnce) {
  Waker waker;
  waker.Wake();
  waker.Wake();
  const Instant before = Now();
  waker.WaitUntil(before + std::chrono::seconds(5));
  EXPECT_LT(Now() - before, std::chrono::seconds(1));
  waker.WaitUntil(Now() + Milliseconds(20));
  EXPECT_GE(Now() - before, Milliseconds(20));
}

TEST(Waker, NoWakeIsLostBetweenThreads) {
  Waker to, back;
  std::atomic<int> seen{0};
  std::thread other([&] {
    for (int i = 0; i < 5000; ++i) {
      to.Wait();
      seen.fetch_add(1);
      back.Wake();
    }
  });
  for (int i = 0; i < 5000; ++i) {
    to.Wake();
    back.Wait();
  }
  other.join();
  EXPECT_EQ(seen.load(), 5000);
}

}  // namespace
}  // namespace ossicle::net
