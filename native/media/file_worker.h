#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "media/file_job.h"
#include "media/outbox.h"
#include "net/waker.h"

namespace ossicle::media {

/// Runs file jobs, so that media threads never touch the disk. Either on a thread of its own (Start), or by
/// RunOnce from the stepped engine.
class FileWorker {
 public:
  explicit FileWorker(std::function<void()> wake_control) : wake_control_(std::move(wake_control)) {}
  ~FileWorker() { Stop(); }

  void Start();
  /// Runs what is left until every job is over or has no more to do, then ends the thread. Recordings whose sinks
  /// were finished are complete afterwards. Idempotent.
  void Stop();
  /// Control thread.
  void Add(std::shared_ptr<FileJob> job);
  /// One round over all jobs; false when there are none.
  bool RunOnce(Instant now);

  Outbox& outbox() { return outbox_; }

 private:
  void Loop();

  const std::function<void()> wake_control_;
  Outbox outbox_;
  net::Waker waker_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<std::shared_ptr<FileJob>> added_;  // guarded by mutex_
  std::vector<std::shared_ptr<FileJob>> jobs_;   // the worker's own
  std::thread thread_;
};

}  // namespace ossicle::media
