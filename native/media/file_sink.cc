#include "media/file_sink.h"

#include <algorithm>
#include <cerrno>

namespace ossicle::media {

FileSink::FileSink(Handle recording, std::unique_ptr<RecordingFile> file, session::EventSink& events)
    : recording_(recording),
      file_(std::move(file)),
      events_(events),
      ring_(static_cast<std::size_t>(format().sample_rate_hz * format().channels * kRingSeconds)),
      samples_(FrameSamples(format().sample_rate_hz, Milliseconds(100)) * static_cast<std::size_t>(format().channels)) {}

void FileSink::Write(ConstSamples samples, session::EventSink&) {
  if (failed_.load(std::memory_order_relaxed)) return;
  const auto channels = static_cast<std::size_t>(format().channels);
  const std::size_t room = ring_.free_space() / channels * channels;
  const std::size_t taken = ring_.Push(samples.first(std::min(room, samples.size())));
  if (taken < samples.size()) missing_.fetch_add(samples.size() - taken, std::memory_order_relaxed);
}

void FileSink::Finish(bool closed) {
  closed_.store(closed, std::memory_order_relaxed);
  finished_.store(true, std::memory_order_release);
}

bool FileSink::Run(Instant) {
  const bool finished = finished_.load(std::memory_order_acquire);  // before draining, so nothing is left behind
  if (!open_ && !Open()) return Fail();
  Announce();
  if (!Drain()) return Fail();
  if (!finished) return SaveOnceASecond() || Fail();
  if (!file_->Close()) return Fail();
  Report(closed_.load(std::memory_order_relaxed) ? session::RecordingEnd::kClosed : session::RecordingEnd::kStopped,
         "");
  return false;
}

bool FileSink::Open() {
  if (!file_->Open()) return false;
  return open_ = true;
}

/// That it has started is told when the file is there and nothing that comes would be missed.
void FileSink::Announce() {
  if (announced_ || !begun_.load(std::memory_order_acquire)) return;
  announced_ = true;
  events_.Emit({session::EventType::kRecordingStarted, recording_});
}

bool FileSink::Drain() {
  for (;;) {
    const std::size_t count = ring_.Pop(samples_);
    if (count == 0) break;
    if (!file_->Write(ConstSamples(samples_).first(count))) return false;
  }
  return WriteSilence(missing_.exchange(0, std::memory_order_relaxed));
}

bool FileSink::WriteSilence(std::uint64_t samples) {
  std::fill(samples_.begin(), samples_.end(), Sample{0});
  while (samples > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(samples, samples_.size()));
    if (!file_->Write(ConstSamples(samples_).first(count))) return false;
    samples -= count;
  }
  return true;
}

bool FileSink::SaveOnceASecond() {
  const auto second = static_cast<std::uint64_t>(format().sample_rate_hz);
  return file_->written_frames() - file_->saved_frames() < second || file_->Save();
}

bool FileSink::Fail() {
  const char* text = file_->ErrorText();
  failed_.store(true, std::memory_order_relaxed);
  file_->Abandon();
  Report(session::RecordingEnd::kFailed, text);
  return false;
}

void FileSink::Report(session::RecordingEnd end, const char* text) {
  // What was not saved is not in the recording: after a failure the rest may not have reached the disk.
  const auto frames = static_cast<std::int64_t>(file_->saved_frames());
  const double ms = ToMilliseconds(SamplesToDuration(frames, format().sample_rate_hz));
  events_.Emit({session::EventType::kRecordingEnded, recording_, ms, static_cast<double>(end), text});
}

}  // namespace ossicle::media
