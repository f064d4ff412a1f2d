#include "net/waker.h"

namespace ossicle::net {

void Waker::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  condition_.notify_one();
}

void Waker::WaitUntil(Instant deadline) {
  const std::chrono::steady_clock::time_point until(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(deadline.time_since_epoch()));
  std::unique_lock lock(mutex_);
  condition_.wait_until(lock, until, [this] { return woken_; });
  woken_ = false;
}

void Waker::Wait() {
  std::unique_lock lock(mutex_);
  condition_.wait(lock, [this] { return woken_; });
  woken_ = false;
}

}  // namespace ossicle::net
