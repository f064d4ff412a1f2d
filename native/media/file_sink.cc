#include "media/file_sink.h"

#include <algorithm>
#include <cerrno>

#include "file/wav_header.h"
#include "media/open_file.h"

namespace ossicle::media {

FileSink::FileSink(Handle recording, std::string path, int sample_rate_hz, session::EventSink& events)
    : recording_(recording),
      path_(std::move(path)),
      sample_rate_hz_(sample_rate_hz),
      events_(events),
      ring_(static_cast<std::size_t>(sample_rate_hz) * kRingSeconds),
      samples_(static_cast<std::size_t>(sample_rate_hz) / 10),
      bytes_(samples_.size() * sizeof(Sample)) {}

FileSink::~FileSink() {
  if (file_) std::fclose(file_);
}

void FileSink::Write(ConstSamples samples) {
  if (failed_.load(std::memory_order_relaxed)) return;
  const std::size_t taken = ring_.Push(samples);
  if (taken < samples.size()) missing_.fetch_add(samples.size() - taken, std::memory_order_relaxed);
}

void FileSink::Finish(bool closed) {
  closed_.store(closed, std::memory_order_relaxed);
  finished_.store(true, std::memory_order_release);
}

bool FileSink::Run() {
  const bool finished = finished_.load(std::memory_order_acquire);  // before draining, so nothing is left behind
  if (!file_ && !Open()) return Fail();
  if (!Drain()) return Fail();
  if (!finished && written_ - header_covers_ < static_cast<std::uint64_t>(sample_rate_hz_)) return true;
  if (!WriteHeader()) return Fail();
  if (!finished) return true;
  const bool complete = std::fclose(std::exchange(file_, nullptr)) == 0;
  if (!complete) return Fail();
  Report(closed_.load(std::memory_order_relaxed) ? session::RecordingEnd::kClosed : session::RecordingEnd::kStopped,
         "");
  return false;
}

bool FileSink::Open() {
  file_ = OpenFile(path_, "wbx");
  return file_ && WriteHeader();
}

bool FileSink::Drain() {
  for (;;) {
    const std::size_t count = ring_.Pop(samples_);
    if (count == 0) break;
    if (!WriteSamples(ConstSamples(samples_).first(count))) return false;
  }
  return WriteSilence(missing_.exchange(0, std::memory_order_relaxed));
}

bool FileSink::WriteSilence(std::uint64_t samples) {
  std::fill(samples_.begin(), samples_.end(), Sample{0});
  while (samples > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(samples, samples_.size()));
    if (!WriteSamples(ConstSamples(samples_).first(count))) return false;
    samples -= count;
  }
  return true;
}

bool FileSink::WriteSamples(ConstSamples samples) {
  const std::size_t size = file::WriteWavSamples(samples, bytes_);
  if (std::fwrite(bytes_.data(), 1, size, file_) != size) return false;
  written_ += samples.size();
  return true;
}

bool FileSink::WriteHeader() {
  const auto header = file::WavHeader({sample_rate_hz_, 1}, written_ * sizeof(Sample));
  const bool complete = std::fseek(file_, 0, SEEK_SET) == 0 &&
                        std::fwrite(header.data(), 1, header.size(), file_) == header.size() &&
                        std::fseek(file_, 0, SEEK_END) == 0 && std::fflush(file_) == 0;
  if (complete) header_covers_ = written_;
  return complete;
}

bool FileSink::Fail() {
  const char* text = ErrnoText(errno);
  failed_.store(true, std::memory_order_relaxed);
  if (file_) std::fclose(std::exchange(file_, nullptr));
  Report(session::RecordingEnd::kFailed, text);
  return false;
}

void FileSink::Report(session::RecordingEnd end, const char* text) {
  // What the header does not cover is not in the recording: after a failure the rest may not have reached the disk.
  const double ms = ToMilliseconds(SamplesToDuration(static_cast<std::int64_t>(header_covers_), sample_rate_hz_));
  events_.Emit({session::EventType::kRecordingEnded, recording_, ms, static_cast<double>(end), text});
}

}  // namespace ossicle::media
