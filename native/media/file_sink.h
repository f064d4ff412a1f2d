#pragma once

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/spsc_queue.h"
#include "media/file_job.h"
#include "session/event.h"
#include "session/recorder.h"

namespace ossicle::media {

/// A WAV file being recorded. The media thread writes into a ring of two seconds; the file worker empties it, keeps
/// the header true once a second (so a crash leaves a playable file), and reports the end. Samples that found the
/// ring full become silence of the same length.
class FileSink final : public session::SampleSink, public FileJob {
 public:
  FileSink(Handle recording, std::string path, int sample_rate_hz, session::EventSink& events);
  ~FileSink() override;

  int sample_rate_hz() const override { return sample_rate_hz_; }
  void Write(ConstSamples samples) override;  // media thread
  void Finish(bool closed) override;          // media thread
  bool Run() override;                        // file worker

 private:
  static constexpr int kRingSeconds = 2;

  bool Open();
  bool Drain();
  bool WriteSilence(std::uint64_t samples);
  bool WriteSamples(ConstSamples samples);
  bool WriteHeader();
  bool Fail();
  void Report(session::RecordingEnd end, const char* text);

  const Handle recording_;
  const std::string path_;
  const int sample_rate_hz_;
  session::EventSink& events_;  // the file worker's

  SpscQueue<Sample> ring_;
  std::atomic<std::uint64_t> missing_{0};
  std::atomic<bool> finished_{false};
  std::atomic<bool> closed_{false};
  std::atomic<bool> failed_{false};

  std::FILE* file_ = nullptr;
  std::vector<Sample> samples_;
  std::vector<std::uint8_t> bytes_;
  std::uint64_t written_ = 0;        // samples
  std::uint64_t header_covers_ = 0;  // samples
};

}  // namespace ossicle::media
