#include "media/file_worker.h"

#include "net/clock.h"

namespace ossicle::media {

void FileWorker::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void FileWorker::Stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  waker_.Wake();
  thread_.join();
}

void FileWorker::Add(std::shared_ptr<FileJob> job) {
  {
    const std::lock_guard lock(mutex_);
    added_.push_back(std::move(job));
  }
  if (thread_.joinable()) waker_.Wake();
}

bool FileWorker::RunOnce(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.insert(jobs_.end(), std::make_move_iterator(added_.begin()), std::make_move_iterator(added_.end()));
    added_.clear();
  }
  std::erase_if(jobs_, [now](const std::shared_ptr<FileJob>& job) { return !job->Run(now); });
  return !jobs_.empty();
}

void FileWorker::Loop() {
  for (;;) {
    const bool stopping = stopping_.load(std::memory_order_acquire);
    const bool busy = RunOnce(net::Now());
    if (outbox_.TakeDirty()) wake_control_();
    if (stopping) return;
    if (busy)
      waker_.WaitUntil(net::Now() + kFrameDuration);
    else
      waker_.Wait();
  }
}

}  // namespace ossicle::media
