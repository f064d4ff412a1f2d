#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/spsc_queue.h"
#include "media/file_job.h"
#include "media/sound_file.h"
#include "session/sample_source.h"

namespace ossicle::media {

/// What one listener of a SharedReader has before it: a ring of 2.5 s. Full policy: what does not fit is lost to this
/// listener alone.
class SharedListener {
 public:
  explicit SharedListener(int sample_rate_hz) : ring_(static_cast<std::size_t>(sample_rate_hz) * 5 / 2) {}

  SpscQueue<Sample>& ring() { return ring_; }
  void Leave() { left_.store(true, std::memory_order_relaxed); }
  bool left() const { return left_.load(std::memory_order_relaxed); }

 private:
  SpscQueue<Sample> ring_;
  std::atomic<bool> left_{false};
};

/// One file played to many at the same pace: it is decoded once, in real time. Who joins later hears what the others
/// hear then. When the last has left, it ends.
class SharedReader final : public FileJob {
 public:
  /// Resampled to 48 kHz, from which each listener has its own rate made.
  static constexpr int kSampleRateHz = 48'000;

  SharedReader(std::string path, const session::PlayOptions& options);

  /// Control thread. Null when it has ended already: make another one.
  std::shared_ptr<SharedListener> Join();
  bool Run(Instant now) override;  // file worker

  // Any thread.
  bool ended() const { return ended_.load(std::memory_order_acquire); }
  const char* error() const { return error_.load(std::memory_order_acquire); }

 private:
  /// How far decoding is ahead of what is heard.
  static constexpr Duration kLead = Milliseconds(500);

  bool TakeInJoined();
  bool Advance(Duration elapsed);
  void Give(ConstSamples samples);
  void CatchUp(SharedListener& listener, Duration elapsed);
  bool NextPlay();
  bool End(const char* error);

  session::PlayOptions options_;
  SoundFile sound_;
  std::optional<Instant> began_;
  std::int64_t decoded_ = 0;     // samples so far
  std::vector<Sample> history_;  // the last of them, as a ring
  bool silent_ = true;           // this play so far
  std::vector<std::shared_ptr<SharedListener>> listeners_;

  std::atomic<bool> ended_{false};
  std::atomic<const char*> error_{nullptr};
  std::mutex mutex_;
  std::vector<std::shared_ptr<SharedListener>> joined_;  // guarded by mutex_
  bool over_ = false;                                    // guarded by mutex_
};

/// The player's end of a SharedReader.
class SharedSource final : public session::SampleSource {
 public:
  SharedSource(std::shared_ptr<SharedReader> reader, std::shared_ptr<SharedListener> listener)
      : reader_(std::move(reader)), listener_(std::move(listener)) {}
  ~SharedSource() override { listener_->Leave(); }

  int sample_rate_hz() const override { return SharedReader::kSampleRateHz; }
  Read Take(Samples out) override;
  bool live() const override { return true; }
  const char* error() const override { return reader_->error(); }

 private:
  const std::shared_ptr<SharedReader> reader_;
  const std::shared_ptr<SharedListener> listener_;
};

}  // namespace ossicle::media
