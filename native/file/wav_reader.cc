#include "file/wav_reader.h"

#include <algorithm>
#include <cstring>

#include "file/wav_samples.h"

namespace ossicle::file {
namespace {

constexpr std::size_t kRiffHeaderBytes = 12;
constexpr std::size_t kChunkHeaderBytes = 8;
constexpr std::size_t kMaxFormatBytes = 1024;  // 40 is the longest known
constexpr std::size_t kLargeSizesBytes = 24;   // what we read of ds64: riff, data and frame counts of 64 bits
constexpr std::uint32_t kUnknownSize = 0xFFFFFFFFu;

std::uint64_t Little(Bytes bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{bytes[at + i]} << (8 * i);
  return value;
}

bool HasTag(Bytes bytes, std::size_t at, const char* tag) { return std::memcmp(bytes.data() + at, tag, 4) == 0; }

std::uint64_t Padded(std::uint32_t size) { return std::uint64_t{size} + (size & 1); }  // chunks begin at even offsets

}  // namespace

Result<std::size_t> WavReader::Push(Bytes bytes) {
  std::size_t taken = 0;
  // Header chunks are skipped as they come in, so that one of any size fits through.
  for (std::size_t part = 1; part > 0; taken += part) {
    part = bytes_.Append(bytes.subspan(taken));
    pushed_bytes_ += part;
    if (const Status status = Advance(); !status.ok()) return status;
    if (place_ == Place::kDone) bytes_.Clear();  // chunks after the samples
  }
  return taken;
}

Status WavReader::End() {
  if (!info_) return Status(StatusCode::kMalformed, "the WAV file ends inside its header");
  if (place_ != Place::kSamples) return Status::Ok();
  const std::size_t rest = bytes_.size() % format_->frame_bytes;
  truncated_ = data_left_ ? bytes_.size() < *data_left_ : rest != 0;
  return Status::Ok();
}

Status WavReader::Advance() {
  Status status;
  for (bool more = true; more;) {
    switch (place_) {
      case Place::kRiff: more = TakeRiff(status); break;
      case Place::kChunkHeader: more = TakeChunkHeader(status); break;
      case Place::kSkip: more = Skip(); break;
      default: more = false; break;
    }
  }
  return status;
}

bool WavReader::TakeRiff(Status& status) {
  const Bytes view = bytes_.view();
  if (view.size() < kRiffHeaderBytes) return false;
  const bool known = HasTag(view, 0, "RIFF") || HasTag(view, 0, "RF64") || HasTag(view, 0, "BW64");
  if (!known || !HasTag(view, 8, "WAVE")) {
    status = Status(StatusCode::kMalformed, "not a WAV file");
    return false;
  }
  bytes_.Drop(kRiffHeaderBytes);
  place_ = Place::kChunkHeader;
  return true;
}

bool WavReader::TakeChunkHeader(Status& status) {
  const Bytes view = bytes_.view();
  if (view.size() < kChunkHeaderBytes) return false;
  const auto size = static_cast<std::uint32_t>(Little(view, 4, 4));
  if (HasTag(view, 0, "fmt ")) return TakeFormat(size, status);
  if (HasTag(view, 0, "ds64") && size >= kLargeSizesBytes) return TakeLargeSizes(size);
  if (!HasTag(view, 0, "data")) {
    skip_bytes_ = kChunkHeaderBytes + Padded(size);
    place_ = Place::kSkip;
    return true;
  }
  if (!format_) {
    status = Status(StatusCode::kMalformed, "WAV samples come before their format");
    return false;
  }
  bytes_.Drop(kChunkHeaderBytes);
  BeginSamples(size);
  return false;
}

bool WavReader::TakeFormat(std::uint32_t size, Status& status) {
  if (size > kMaxFormatBytes) {
    status = Status(StatusCode::kMalformed, "WAV format chunk is too long");
    return false;
  }
  if (bytes_.size() < kChunkHeaderBytes + size) return false;
  const auto parsed = ParseWavFormatChunk(bytes_.view().subspan(kChunkHeaderBytes, size));
  if (!parsed.ok()) {
    status = parsed.status();
    return false;
  }
  format_ = parsed.value();
  skip_bytes_ = kChunkHeaderBytes + Padded(size);
  place_ = Place::kSkip;
  return true;
}

bool WavReader::TakeLargeSizes(std::uint32_t size) {
  if (bytes_.size() < kChunkHeaderBytes + kLargeSizesBytes) return false;
  large_data_bytes_ = Little(bytes_.view(), kChunkHeaderBytes + 8, 8);
  skip_bytes_ = kChunkHeaderBytes + Padded(size);
  place_ = Place::kSkip;
  return true;
}

bool WavReader::Skip() {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(skip_bytes_, bytes_.size()));
  bytes_.Drop(count);
  skip_bytes_ -= count;
  if (skip_bytes_ > 0) return false;
  place_ = Place::kChunkHeader;
  return true;
}

void WavReader::BeginSamples(std::uint32_t size) {
  place_ = Place::kSamples;
  samples_at_ = pushed_bytes_ - bytes_.size();
  // Written by streaming programs that did not know the length.
  if (size == kUnknownSize) data_left_ = large_data_bytes_;
  else if (size != 0) data_left_ = size;
  if (data_left_ && *data_left_ / format_->frame_bytes == 0) data_left_.reset();
  info_ = AudioInfo{format_->encoding, format_->sample_rate_hz, format_->channels, std::nullopt};
  if (data_left_) info_->total_frames = *data_left_ / format_->frame_bytes;
}

template <typename T>
std::size_t WavReader::ReadInto(std::span<T> out) {
  if (place_ != Place::kSamples) return 0;
  const auto channels = static_cast<std::size_t>(format_->channels);
  const std::size_t frame_bytes = format_->frame_bytes;
  Bytes view = bytes_.view();
  if (data_left_) view = view.first(static_cast<std::size_t>(std::min<std::uint64_t>(view.size(), *data_left_)));
  const std::size_t frames = std::min(view.size() / frame_bytes, out.size() / channels);
  const std::size_t samples = DecodeWavSamples(format_->encoding, view, out.first(frames * channels));
  bytes_.Drop(frames * frame_bytes);
  if (data_left_) {
    *data_left_ -= frames * frame_bytes;
    if (*data_left_ < frame_bytes) {
      place_ = Place::kDone;
      bytes_.Clear();
    }
  }
  return samples;
}

std::size_t WavReader::Read(Samples out) { return ReadInto(out); }
std::size_t WavReader::Read(std::span<float> out) { return ReadInto(out); }

std::optional<SeekPoint> WavReader::Seek(std::uint64_t frame, ByteSource& file) {
  if (!info_) return std::nullopt;
  const std::uint64_t there = (file.size() - std::min(samples_at_, file.size())) / format_->frame_bytes;
  frame = std::min(frame, info_->total_frames.value_or(there));
  const std::uint64_t bytes = std::min(frame, there) * format_->frame_bytes;
  bytes_.Clear();
  place_ = frame == info_->total_frames ? Place::kDone : Place::kSamples;
  if (info_->total_frames) data_left_ = (*info_->total_frames - frame) * format_->frame_bytes;
  return SeekPoint{samples_at_ + bytes, 0};
}

void WavReader::Reset() {
  bytes_.Clear();
  place_ = Place::kRiff;
  truncated_ = false;
  skip_bytes_ = 0;
  large_data_bytes_.reset();
  format_.reset();
  data_left_.reset();
  info_.reset();
  pushed_bytes_ = 0;
}

}  // namespace ossicle::file
