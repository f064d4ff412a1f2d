#include "net/thread_priority.h"

#include <gtest/gtest.h>

#include <thread>

#if defined(__linux__)
#include <sys/resource.h>
#endif

namespace ossicle::net {
namespace {

#if defined(__linux__)
TEST(ThreadPriority, ConcernsTheCallingThreadAlone) {
  const int before = getpriority(PRIO_PROCESS, 0);
  int inside = before;
  std::thread([&] {
    RaiseThreadPriority();
    inside = getpriority(PRIO_PROCESS, 0);
  }).join();
  EXPECT_TRUE(inside == -11 || inside == before);
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before);
}
#endif

}  // namespace
}  // namespace ossicle::net
