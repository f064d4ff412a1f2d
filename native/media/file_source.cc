#include "media/file_source.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "media/open_file.h"

namespace ossicle::media {

FileReader::FileReader(std::string path, int sample_rate_hz, const session::PlayOptions& options)
    : path_(std::move(path)),
      sample_rate_hz_(sample_rate_hz),
      options_(options),
      ring_(static_cast<std::size_t>(sample_rate_hz)) {}

FileReader::~FileReader() {
  if (file_) std::fclose(file_);
}

session::SampleSource::Read FileReader::Take(Samples out) {
  using State = session::SampleSource::State;
  const bool ended = ended_.load(std::memory_order_acquire);  // before popping, so the tail is not cut
  const std::size_t count = ring_.Pop(out);
  if (count == out.size()) return {count, State::kMore};
  if (!ended) return {count, State::kWaiting};
  return {count, error() ? State::kFailed : State::kEnded};
}

bool FileReader::Run() {
  if (abandoned_.load(std::memory_order_relaxed)) return false;
  if (!file_ && !Open()) return false;
  while (ring_.free_space() >= resampled_.size()) {
    if (!ReadChunk()) return false;
  }
  return true;
}

bool FileReader::Open() {
  file_ = OpenFile(path_, "rb");
  if (!file_) return Fail(ErrnoText(errno));
  if (!ReadHeader()) return false;
  bytes_.resize(kChunkFrames * format_.frame_bytes);
  mono_.resize(kChunkFrames);
  resampler_.emplace(format_.sample_rate_hz, sample_rate_hz_);
  resampled_.resize(resampler_->OutputSamples(kChunkFrames));
  if (resampled_.size() > ring_.capacity()) return Fail("the file's sample rate is too low to play");
  return Rewind();
}

bool FileReader::ReadHeader() {
  std::vector<std::uint8_t> prefix;
  for (std::size_t size = 4096;; size *= 2) {
    const std::size_t had = prefix.size();
    prefix.resize(size);
    prefix.resize(had + std::fread(prefix.data() + had, 1, size - had, file_));
    if (std::ferror(file_)) return Fail(ErrnoText(errno));
    const Result<std::optional<file::WavFormat>> parsed = file::ParseWavHeader(prefix);
    if (!parsed.ok()) return Fail(parsed.status().message());
    if (parsed.value()) {
      format_ = *parsed.value();
      return true;
    }
    if (prefix.size() < size) return Fail("the WAV file ends inside its header");
  }
}

bool FileReader::Rewind() {
  const std::uint64_t bytes = format_.data_bytes.value_or(std::numeric_limits<std::uint64_t>::max());
  const auto frames = static_cast<std::uint64_t>(DurationToSamples(options_.start, format_.sample_rate_hz));
  const std::uint64_t skipped = std::min(bytes, frames * format_.frame_bytes);
  bytes_left_ = bytes - skipped;
  any_audio_ = false;  // a play without any would be repeated without end
  if (std::fseek(file_, static_cast<long>(format_.data_offset + skipped), SEEK_SET) != 0) return Fail(ErrnoText(errno));
  return true;
}

bool FileReader::ReadChunk() {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_.size(), bytes_left_));
  const std::size_t got = std::fread(bytes_.data(), 1, wanted, file_);
  if (std::ferror(file_)) return Fail(ErrnoText(errno));
  const std::size_t samples = file::ConvertToMono(format_, Bytes(bytes_).first(got), mono_);
  bytes_left_ -= got;
  any_audio_ |= samples > 0;
  const std::size_t count = resampler_->Process(ConstSamples(mono_).first(samples), resampled_);
  ring_.Push(ConstSamples(resampled_).first(count));
  if (got == bytes_.size()) return true;
  return any_audio_ && options_.TakeLoop() ? Rewind() : End();
}

bool FileReader::End() {
  ended_.store(true, std::memory_order_release);
  return false;
}

bool FileReader::Fail(const char* text) {
  error_.store(text, std::memory_order_release);
  return End();
}

}  // namespace ossicle::media
