#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/spsc_queue.h"
#include "media/file_job.h"
#include "media/recording_file.h"
#include "session/recorder.h"

namespace ossicle::media {

/// A sound file being recorded. The media thread writes into a ring of two seconds; the file worker empties it, makes
/// the file whole once a second (so a crash leaves a playable one), and reports the end. Samples that found the ring
/// full become silence of the same length.
class FileSink final : public session::SampleSink, public FileJob {
 public:
  FileSink(Handle recording, std::unique_ptr<RecordingFile> file, session::EventSink& events);

  AudioFormat format() const override { return file_->format(); }
  void Begin() override { begun_.store(true, std::memory_order_release); }  // media thread
  void Write(ConstSamples samples, session::EventSink& events) override;  // media thread
  void Finish(bool closed) override;                                      // media thread
  bool Run(Instant now) override;                                         // file worker

 private:
  static constexpr int kRingSeconds = 2;

  bool Open();
  void Announce();
  bool Drain();
  bool WriteSilence(std::uint64_t samples);
  bool SaveOnceASecond();
  bool Fail();
  void Report(session::RecordingEnd end, const char* text);

  const Handle recording_;
  const std::unique_ptr<RecordingFile> file_;
  session::EventSink& events_;  // the file worker's

  SpscQueue<Sample> ring_;
  std::atomic<std::uint64_t> missing_{0};
  std::atomic<bool> begun_{false};
  std::atomic<bool> finished_{false};
  std::atomic<bool> closed_{false};
  std::atomic<bool> failed_{false};

  bool open_ = false;
  bool announced_ = false;
  std::vector<Sample> samples_;
};

}  // namespace ossicle::media
