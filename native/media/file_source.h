#pragma once

#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/spsc_queue.h"
#include "dsp/resampler.h"
#include "file/wav_format.h"
#include "media/file_job.h"
#include "session/sample_source.h"

namespace ossicle::media {

/// Reads a WAV file ahead of the player: the file worker decodes, mixes down and resamples into a ring of one
/// second, so the media thread never meets the disk.
class FileReader final : public FileJob {
 public:
  FileReader(std::string path, int sample_rate_hz, const session::PlayOptions& options);
  ~FileReader() override;

  bool Run() override;  // file worker

  // Media thread.
  session::SampleSource::Read Take(Samples out);
  int sample_rate_hz() const { return sample_rate_hz_; }
  const char* error() const { return error_.load(std::memory_order_acquire); }
  /// Nobody listens any more.
  void Abandon() { abandoned_.store(true, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kChunkFrames = 1024;

  bool Open();
  bool ReadHeader();
  bool ReadChunk();
  bool Rewind();
  bool End();
  bool Fail(const char* text);

  const std::string path_;
  const int sample_rate_hz_;
  session::PlayOptions options_;
  SpscQueue<Sample> ring_;
  std::atomic<bool> ended_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<const char*> error_{nullptr};

  std::FILE* file_ = nullptr;
  file::WavFormat format_;
  std::optional<dsp::Resampler> resampler_;
  std::uint64_t bytes_left_ = 0;
  bool any_audio_ = false;
  std::vector<std::uint8_t> bytes_;
  std::vector<Sample> mono_, resampled_;
};

/// The player's end of a FileReader.
class FileSource final : public session::SampleSource {
 public:
  explicit FileSource(std::shared_ptr<FileReader> reader) : reader_(std::move(reader)) {}
  ~FileSource() override { reader_->Abandon(); }

  int sample_rate_hz() const override { return reader_->sample_rate_hz(); }
  Read Take(Samples out) override { return reader_->Take(out); }
  const char* error() const override { return reader_->error(); }

 private:
  const std::shared_ptr<FileReader> reader_;
};

}  // namespace ossicle::media
