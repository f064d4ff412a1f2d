#include "media/recording_file.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "file/wav_header.h"
#include "media/file_job.h"
#include "media/open_file.h"

namespace ossicle::media {
namespace {

constexpr std::size_t kChunkBytes = 8192;

}  // namespace

RecordingFile::RecordingFile(std::string path, const AudioFormat& format) : RecordingFile(std::move(path), format, nullptr) {}

RecordingFile::RecordingFile(std::string path, const AudioFormat& format, std::unique_ptr<file::AudioWriter> ogg)
    : path_(std::move(path)), format_(format), ogg_(std::move(ogg)), bytes_(kChunkBytes) {}

RecordingFile::~RecordingFile() { Abandon(); }

bool RecordingFile::Open() {
  file_ = OpenFile(path_, "wbx");
  return file_ && Save();
}

bool RecordingFile::Write(ConstSamples samples) {
  written_frames_ += samples.size() / static_cast<std::size_t>(format_.channels);
  if (ogg_) return WriteOgg(samples);
  while (!samples.empty()) {
    const std::size_t count = std::min(samples.size(), kChunkBytes / sizeof(Sample));
    if (!WriteBytes(file::WriteWavSamples(samples.first(count), bytes_))) return false;
    samples = samples.subspan(count);
  }
  return true;
}

bool RecordingFile::WriteBytes(std::size_t count) { return std::fwrite(bytes_.data(), 1, count, file_) == count; }

bool RecordingFile::WriteOgg(ConstSamples samples) {
  while (!samples.empty()) {
    const auto taken = ogg_->Write(samples);
    if (!taken.ok()) {
      format_error_ = taken.status().message();
      return false;
    }
    samples = samples.subspan(taken.value());
    if (!TakeOgg()) return false;
  }
  return true;
}

bool RecordingFile::TakeOgg() {
  while (const std::size_t count = ogg_->Take(bytes_))
    if (!WriteBytes(count)) return false;
  return true;
}

bool RecordingFile::FinishOgg() {
  for (;;) {
    const auto done = ogg_->Finish();
    if (!done.ok()) format_error_ = done.status().message();
    if (!done.ok() || !TakeOgg()) return false;
    if (done.value()) return true;
  }
}

bool RecordingFile::Save() {
  const bool complete = ogg_ ? TakeOgg() && std::fflush(file_) == 0 : WriteWavHeader();
  if (complete) saved_frames_ = written_frames_;
  return complete;
}

bool RecordingFile::WriteWavHeader() {
  const auto header = file::WavHeader(format_, written_frames_ * sizeof(Sample) * static_cast<std::size_t>(format_.channels));
  return std::fseek(file_, 0, SEEK_SET) == 0 && std::fwrite(header.data(), 1, header.size(), file_) == header.size() &&
         std::fseek(file_, 0, SEEK_END) == 0 && std::fflush(file_) == 0;
}

bool RecordingFile::Close() {
  if (ogg_ && !FinishOgg()) return false;
  return Save() && std::fclose(std::exchange(file_, nullptr)) == 0;
}

void RecordingFile::Abandon() {
  if (file_) std::fclose(std::exchange(file_, nullptr));
}

const char* RecordingFile::ErrorText() const { return format_error_ ? format_error_ : ErrnoText(errno); }

}  // namespace ossicle::media
