#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "core/spsc_queue.h"
#include "media/file_job.h"
#include "media/sound_file.h"
#include "session/sample_source.h"

namespace ossicle::media {

/// Reads a file of sound ahead of the player: the file worker decodes into a ring of one second, so the media thread
/// never meets the disk. To seek, the media thread asks, the worker goes there, the media thread throws away what the
/// ring still holds, and only then the worker fills it again.
class FileReader final : public FileJob {
 public:
  FileReader(std::string path, int sample_rate_hz, const session::PlayOptions& options);

  bool Run(Instant now) override;  // file worker

  // Media thread.
  session::SampleSource::Read Take(Samples out);
  bool Seek(Duration position);
  /// Of the next sample that Take gives.
  Duration position() const;
  int sample_rate_hz() const { return sound_.sample_rate_hz(); }
  const char* error() const { return error_.load(std::memory_order_acquire); }
  /// Nobody listens any more.
  void Abandon() { abandoned_.store(true, std::memory_order_relaxed); }

 private:
  /// A place asked for; the count tells one request from another for the same place.
  struct Request {
    std::uint32_t count = 0;
    std::uint32_t position_ms = 0;
  };

  /// A way through the file begins here in the ring. Full policy: one that finds no room is not told.
  struct Way {
    std::uint64_t at = 0;  // samples before it
    std::uint32_t position_ms = 0;
  };
  static constexpr std::size_t kMostWays = 256;

  bool Flush();
  std::size_t Pop(Samples out);
  void FollowRequest();
  void Fill();
  bool Begin(Duration start);
  bool NextPlay();
  void End();
  void Fail(const char* text);

  SpscQueue<Sample> ring_;
  SpscQueue<Way> ways_{kMostWays};
  std::atomic<Request> requested_{};
  std::atomic<std::uint32_t> reached_{0};  // the request that the worker has gone to,
  std::atomic<std::uint32_t> flushed_{0};  // and that for which the ring was emptied
  std::atomic<bool> ended_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<const char*> error_{nullptr};

  // The media thread's own.
  std::uint64_t taken_ = 0;  // samples
  Way way_;
  std::optional<Way> next_way_;

  // The file worker's own.
  std::uint64_t given_ = 0;  // samples
  session::PlayOptions options_;
  SoundFile sound_;
  bool begun_ = false;
  bool silent_ = true;  // this play so far
};

/// The player's end of a FileReader.
class FileSource final : public session::SampleSource {
 public:
  explicit FileSource(std::shared_ptr<FileReader> reader) : reader_(std::move(reader)) {}
  ~FileSource() override { reader_->Abandon(); }

  int sample_rate_hz() const override { return reader_->sample_rate_hz(); }
  Read Take(Samples out) override { return reader_->Take(out); }
  std::optional<Duration> position() const override { return reader_->position(); }
  bool Seek(Duration position) override { return reader_->Seek(position); }
  const char* error() const override { return reader_->error(); }

 private:
  const std::shared_ptr<FileReader> reader_;
};

}  // namespace ossicle::media
