#include "media/shared_source.h"

#include <algorithm>

namespace ossicle::media {

SharedReader::SharedReader(std::string path, const session::PlayOptions& options)
    : options_(options),
      sound_(std::move(path), kSampleRateHz),
      history_(static_cast<std::size_t>(DurationToSamples(kLead, kSampleRateHz)) * 2) {}

std::shared_ptr<SharedListener> SharedReader::Join() {
  const std::lock_guard lock(mutex_);
  if (over_) return nullptr;
  return joined_.emplace_back(std::make_shared<SharedListener>(kSampleRateHz));
}

bool SharedReader::Run(Instant now) {
  if (!began_) {
    began_ = now;
    if (!sound_.Start(options_.start)) return End(sound_.error());
  }
  const Duration elapsed = now - *began_;
  const std::size_t before = listeners_.size();
  if (!TakeInJoined()) return false;
  for (std::size_t i = std::min(before, listeners_.size()); i < listeners_.size(); ++i) CatchUp(*listeners_[i], elapsed);
  return Advance(elapsed);
}

/// False when nobody is left; nobody can join then either.
bool SharedReader::TakeInJoined() {
  std::erase_if(listeners_, [](const auto& listener) { return listener->left(); });
  const std::lock_guard lock(mutex_);
  listeners_.insert(listeners_.end(), joined_.begin(), joined_.end());
  joined_.clear();
  over_ = listeners_.empty();
  return !over_;
}

/// What is decoded but not heard yet is the first that a new listener gets.
void SharedReader::CatchUp(SharedListener& listener, Duration elapsed) {
  const std::int64_t heard = DurationToSamples(elapsed, kSampleRateHz);
  const auto kept = static_cast<std::int64_t>(history_.size());
  for (std::int64_t i = std::max({heard, decoded_ - kept, std::int64_t{0}}); i < decoded_; ++i)
    listener.ring().Push(history_[static_cast<std::size_t>(i % kept)]);
}

bool SharedReader::Advance(Duration elapsed) {
  const std::int64_t wanted = DurationToSamples(elapsed + kLead, kSampleRateHz);
  while (decoded_ < wanted) {
    const SoundFile::Piece piece = sound_.Next();
    Give(piece.samples);
    if (piece.state == SoundFile::State::kBusy) return true;
    if (piece.state == SoundFile::State::kFailed) return End(sound_.error());
    if (piece.state == SoundFile::State::kEnded && !NextPlay()) return false;
  }
  return true;
}

void SharedReader::Give(ConstSamples samples) {
  for (const auto& listener : listeners_) listener->ring().Push(samples);
  for (const Sample sample : samples) history_[static_cast<std::size_t>(decoded_++) % history_.size()] = sample;
  silent_ &= samples.empty();
}

bool SharedReader::NextPlay() {
  if (silent_ || !options_.TakeLoop()) return End(nullptr);
  silent_ = true;
  return sound_.Start(options_.start) || End(sound_.error());
}

bool SharedReader::End(const char* error) {
  const std::lock_guard lock(mutex_);
  over_ = true;
  error_.store(error, std::memory_order_release);
  ended_.store(true, std::memory_order_release);
  return false;
}

session::SampleSource::Read SharedSource::Take(Samples out) {
  const bool ended = reader_->ended();  // before popping, so the tail is not cut
  const std::size_t count = listener_->ring().Pop(out);
  if (count == out.size()) return {count, State::kMore};
  if (!ended) return {count, State::kWaiting};
  return {count, reader_->error() ? State::kFailed : State::kEnded};
}

}  // namespace ossicle::media
