#include "media/file_source.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace ossicle::media {

FileReader::FileReader(std::string path, int sample_rate_hz, const session::PlayOptions& options)
    : ring_(static_cast<std::size_t>(sample_rate_hz)),
      options_(options),
      sound_(std::move(path), sample_rate_hz) {}

session::SampleSource::Read FileReader::Take(Samples out) {
  using State = session::SampleSource::State;
  if (!Flush()) return {0, State::kWaiting};
  const bool ended = ended_.load(std::memory_order_acquire);  // before popping, so the tail is not cut
  const std::size_t count = Pop(out);
  if (count == out.size()) return {count, State::kMore};
  if (!ended) return {count, State::kWaiting};
  return {count, error() ? State::kFailed : State::kEnded};
}

bool FileReader::Seek(Duration position) {
  constexpr double kMost = std::numeric_limits<std::uint32_t>::max();
  const double ms = std::clamp(ToMilliseconds(position), 0.0, kMost);
  const std::uint32_t count = requested_.load(std::memory_order_relaxed).count + 1;
  requested_.store({count, static_cast<std::uint32_t>(ms)}, std::memory_order_release);
  return true;
}

/// Counts what is taken, and the ways through the file that it passes.
std::size_t FileReader::Pop(Samples out) {
  const std::size_t count = ring_.Pop(out);
  taken_ += count;
  for (Way way; next_way_ || ways_.Pop(way);) {
    if (!next_way_) next_way_ = way;
    if (next_way_->at > taken_) break;
    way_ = *std::exchange(next_way_, std::nullopt);
  }
  return count;
}

Duration FileReader::position() const {
  const Request request = requested_.load(std::memory_order_relaxed);
  if (flushed_.load(std::memory_order_relaxed) != request.count) return Milliseconds(request.position_ms);
  return Milliseconds(way_.position_ms) + SamplesToDuration(static_cast<std::int64_t>(taken_ - way_.at), sample_rate_hz());
}

/// Throws away what was read before the last request; false as long as the worker is on its way.
bool FileReader::Flush() {
  const std::uint32_t count = requested_.load(std::memory_order_relaxed).count;
  if (flushed_.load(std::memory_order_relaxed) == count) return true;
  if (reached_.load(std::memory_order_acquire) != count) return false;
  std::array<Sample, 512> gone;
  while (Pop(gone) > 0) {
  }
  flushed_.store(count, std::memory_order_release);
  return true;
}

/// Goes on after the end of the file too, for it may be sought in until its last sample was heard.
bool FileReader::Run(Instant) {
  if (abandoned_.load(std::memory_order_relaxed)) return false;
  if (!begun_) {
    begun_ = true;
    if (!Begin(options_.start)) return true;
  }
  FollowRequest();
  if (!ended_.load(std::memory_order_relaxed)) Fill();
  return true;
}

void FileReader::FollowRequest() {
  const Request request = requested_.load(std::memory_order_acquire);
  if (request.count == reached_.load(std::memory_order_relaxed)) return;
  if (!error()) {
    ended_.store(false, std::memory_order_relaxed);
    Begin(Milliseconds(request.position_ms));
  }
  reached_.store(request.count, std::memory_order_release);
}

void FileReader::Fill() {
  if (flushed_.load(std::memory_order_acquire) != reached_.load(std::memory_order_relaxed)) return;
  while (ring_.free_space() >= sound_.longest_piece()) {
    const SoundFile::Piece piece = sound_.Next();
    given_ += ring_.Push(piece.samples);
    silent_ &= piece.samples.empty();
    if (piece.state == SoundFile::State::kBusy) return;
    if (piece.state == SoundFile::State::kFailed) return Fail(sound_.error());
    if (piece.state == SoundFile::State::kEnded && !NextPlay()) return;
  }
}

bool FileReader::Begin(Duration start) {
  silent_ = true;
  ways_.Push({given_, static_cast<std::uint32_t>(ToMilliseconds(start))});
  if (!sound_.Start(start))
    Fail(sound_.error());
  else if (sound_.longest_piece() > ring_.capacity())
    Fail("the file's sample rate is too low to play");
  else
    return true;
  return false;
}

/// Plays without any sound would follow one another without end.
bool FileReader::NextPlay() {
  if (!silent_ && options_.TakeLoop()) return Begin(options_.start);
  End();
  return false;
}

void FileReader::End() { ended_.store(true, std::memory_order_release); }

void FileReader::Fail(const char* text) {
  error_.store(text, std::memory_order_release);
  End();
}

}  // namespace ossicle::media
