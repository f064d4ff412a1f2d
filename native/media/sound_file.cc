#include "media/sound_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "file/flac_reader.h"
#include "file/vorbis_reader.h"
#include "file/wav_reader.h"
#include "media/file_job.h"
#include "media/open_file.h"
#include "session/ogg_opus_reader.h"

namespace ossicle::media {
namespace {

constexpr int kLowestRateHz = 1000;

bool BeginsWith(Bytes bytes, const char (&tag)[5]) {
  return bytes.size() >= 4 && std::memcmp(bytes.data(), tag, 4) == 0;
}

/// Whether the first packet of an Ogg file begins a Vorbis stream; it stands behind a page header with one segment.
bool BeginsWithVorbis(Bytes bytes) {
  constexpr std::size_t kPacketAt = 28;
  return bytes.size() >= kPacketAt + 7 && std::memcmp(bytes.data() + kPacketAt, "\x01vorbis", 7) == 0;
}

/// Opus decodes at these rates; from another one it is resampled.
int OpusRateFor(int sample_rate_hz) {
  for (const int rate : {8000, 12'000, 16'000, 24'000})
    if (sample_rate_hz == rate) return rate;
  return 48'000;
}

}  // namespace

SoundFile::~SoundFile() {
  if (file_) std::fclose(file_);
}

bool SoundFile::Start(Duration start) {
  start_ = start;
  at_end_ = false;
  bytes_begin_ = bytes_end_ = 0;
  read_bytes_ = 0;
  frame_chunks_ = 0;
  frame_sound_ = 0;
  if (!file_ && !OpenFile()) return false;
  if (!SeekFile(file_, 0)) return Fail(ErrnoText(errno));
  if (reader_) reader_->Reset();
  return FillHeader();
}

bool SoundFile::OpenFile() {
  // A pipe or a device could hold up the file thread for ever.
  std::error_code unknown;
  const std::filesystem::path path(std::u8string(path_.begin(), path_.end()));
  if (std::filesystem::is_other(path, unknown)) return Fail("not a regular file");
  file_ = media::OpenFile(path_, "rb");
  if (!file_) return Fail(ErrnoText(errno));
  bytes_.resize(kChunkBytes);
  interleaved_.resize(kPieceSamples);
  return true;
}

/// Reads on until the header is complete. What comes before the sound, a picture say, may be long.
bool SoundFile::FillHeader() {
  for (std::size_t bytes = 0; !reader_ || !reader_->info(); bytes += kChunkBytes) {
    if (bytes > kMaxHeaderBytes) return Fail("the file's header is too long");
    if (at_end_) return Fail("the file ends inside its header");
    if (!PushChunk()) return false;
  }
  return TakeInfo();
}

bool SoundFile::MakeReader() {
  const Bytes begin = Bytes(bytes_).subspan(bytes_begin_, bytes_end_ - bytes_begin_);
  if (BeginsWith(begin, "fLaC"))
    reader_ = std::make_unique<file::FlacReader>();
  else if (BeginsWith(begin, "OggS") && BeginsWithVorbis(begin))
    reader_ = std::make_unique<file::VorbisReader>();
  else if (BeginsWith(begin, "OggS"))
    reader_ = std::make_unique<session::OggOpusReader>(OpusRateFor(sample_rate_hz_));
  else if (BeginsWith(begin, "RIFF") || BeginsWith(begin, "RF64") || BeginsWith(begin, "BW64"))
    reader_ = std::make_unique<file::WavReader>();
  else
    return Fail("not a WAV, FLAC, Ogg Opus or Ogg Vorbis file");
  return true;
}

bool SoundFile::TakeInfo() {
  const file::AudioInfo& info = *reader_->info();
  if (info.sample_rate_hz < kLowestRateHz) return Fail("the file's sample rate is too low to play");
  if (!resampler_ || resampler_->in_hz() != info.sample_rate_hz) {
    resampler_.emplace(info.sample_rate_hz, sample_rate_hz_);
    resampled_.resize(resampler_->OutputSamples(kPieceSamples));
  }
  start_frame_ = skip_frames_ = static_cast<std::uint64_t>(DurationToSamples(start_, info.sample_rate_hz));
  may_jump_ = start_ > kShortWay;
  return true;
}

/// Gives the reader what it takes of the next bytes of the file.
bool SoundFile::PushChunk() {
  if (bytes_begin_ == bytes_end_) {
    bytes_begin_ = 0;
    bytes_end_ = std::fread(bytes_.data(), 1, bytes_.size(), file_);
    read_bytes_ += bytes_end_;
    if (std::ferror(file_)) return Fail(ErrnoText(errno));
    if (bytes_end_ == 0 && !reader_) return Fail("the file is empty");
    if (bytes_end_ == 0) {
      at_end_ = true;
      const Status status = reader_->End();
      return status.ok() || Fail(status.message());
    }
  }
  if (!reader_ && !MakeReader()) return false;
  const auto taken = reader_->Push(Bytes(bytes_).subspan(bytes_begin_, bytes_end_ - bytes_begin_));
  if (!taken.ok()) return Fail(taken.status().message());
  bytes_begin_ += taken.value();
  return true;
}

SoundFile::Piece SoundFile::Next() {
  const auto steps_per_call = skip_frames_ > 0 ? kMaxPiecesPerCall : kMaxChunksPerCall;
  for (int step = 0; step < steps_per_call; ++step) {
    const std::size_t samples = reader_->Read(interleaved_);
    if (samples > 0) {
      CountSound(samples / static_cast<std::size_t>(reader_->info()->channels));
      const ConstSamples piece = Convert(samples);
      if (!piece.empty()) return {piece, State::kMore};
      if (may_jump_) Jump();
      continue;
    }
    if (at_end_) return {{}, State::kEnded};
    if (++frame_chunks_ > kMaxChunksPerFrame) {
      Fail("too long a part of the file holds no sound");
      return {{}, State::kFailed};
    }
    if (!PushChunk()) return {{}, State::kFailed};
  }
  return {{}, State::kBusy};
}

std::uint64_t SoundFile::size() const {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(std::filesystem::path(std::u8string(path_.begin(), path_.end())), unknown);
  return unknown ? 0 : size;
}

std::size_t SoundFile::ReadAt(std::uint64_t offset, MutableBytes out) {
  return SeekFile(file_, offset) ? std::fread(out.data(), 1, out.size(), file_) : 0;
}

/// Leaves out the way to the start. Readers can do so once they have seen some of the sound.
void SoundFile::Jump() {
  may_jump_ = false;
  const auto point = reader_->Seek(start_frame_, *this);
  if (!point) {
    (void)SeekFile(file_, read_bytes_);
    return;
  }
  (void)SeekFile(file_, point->offset);
  read_bytes_ = point->offset;
  at_end_ = false;
  bytes_begin_ = bytes_end_ = 0;
  skip_frames_ = point->frames_before;
}

void SoundFile::CountSound(std::size_t frames) {
  any_sound_ = true;
  frame_sound_ += frames;
  if (frame_sound_ < FrameSamples(reader_->info()->sample_rate_hz)) return;
  frame_sound_ = 0;
  frame_chunks_ = 0;
}

/// Leaves out what comes before the start, averages the channels and resamples.
ConstSamples SoundFile::Convert(std::size_t samples) {
  const auto channels = static_cast<std::size_t>(reader_->info()->channels);
  const std::size_t frames = samples / channels;
  const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_frames_, frames));
  skip_frames_ -= skipped;
  if (skipped == frames) return {};
  const Samples mono = Samples(interleaved_).first(frames - skipped);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    int sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) sum += interleaved_[(skipped + i) * channels + channel];
    mono[i] = static_cast<Sample>(sum / static_cast<int>(channels));
  }
  const std::size_t count = resampler_->Process(mono, resampled_);
  return ConstSamples(resampled_).first(count);
}

bool SoundFile::Fail(const char* text) {
  error_ = text;
  return false;
}

}  // namespace ossicle::media
