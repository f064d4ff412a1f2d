#pragma once

#include <condition_variable>
#include <mutex>

#include "core/time.h"

namespace ossicle::net {

/// Lets one thread sleep until a deadline or until another thread wakes it. A wake that comes first is kept.
/// The lock guards only the flag and is held for nanoseconds.
class Waker {
 public:
  /// Any thread.
  void Wake();
  /// The sleeping thread: returns at `deadline` or on a wake, which it consumes.
  void WaitUntil(Instant deadline);
  /// The sleeping thread: returns on a wake only.
  void Wait();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
};

}  // namespace ossicle::net
