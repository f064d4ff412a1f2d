#include "session/player.h"

#include <algorithm>

namespace ossicle::session {
namespace {

void AddSaturating(ConstSamples in, Samples frame) {
  for (std::size_t i = 0; i < in.size(); ++i)
    frame[i] = static_cast<Sample>(std::clamp(frame[i] + in[i], -32768, 32767));
}

}  // namespace

Player::Player(Handle id, std::unique_ptr<SampleSource> source, int channel_rate_hz, Duration start)
    : id_(id), source_(std::move(source)), channel_rate_hz_(channel_rate_hz), position_base_(start) {
  chunk_.resize(FrameSamples(source_->sample_rate_hz(), kChunk));
  Prepare();
}

void Player::SetChannelRate(int channel_rate_hz) {
  if (channel_rate_hz == channel_rate_hz_) return;
  played_before_ = played();
  played_samples_ = 0;
  channel_rate_hz_ = channel_rate_hz;
  Prepare();
}

void Player::Seek(Duration position) {
  if (end_ || !source_->Seek(position)) return;
  resampler_->Reset();
  ready_count_ = 0;
  exhausted_ = false;
  position_base_ = position - played();
}

Duration Player::position() const {
  const auto next = source_->position();
  if (!next) return position_base_ + played();
  return std::max(Duration{}, *next - SamplesToDuration(static_cast<std::int64_t>(ready_count_), channel_rate_hz_));
}

void Player::Prepare() {
  resampler_.emplace(source_->sample_rate_hz(), channel_rate_hz_);
  ready_.assign(FrameSamples(channel_rate_hz_) + resampler_->OutputSamples(chunk_.size()), 0);
  ready_count_ = 0;
}

bool Player::Mix(Samples frame) {
  if (end_) return false;
  Fill(frame.size());
  const std::size_t count = std::min(ready_count_, frame.size());
  AddSaturating({ready_.data(), count}, frame.first(count));
  std::copy(ready_.begin() + static_cast<std::ptrdiff_t>(count),
            ready_.begin() + static_cast<std::ptrdiff_t>(ready_count_), ready_.begin());
  ready_count_ -= count;
  played_samples_ += static_cast<std::int64_t>(count);
  if (exhausted_ && ready_count_ == 0) end_ = outcome_;
  return count > 0;
}

void Player::Report(EventSink& events) {
  const Duration unplayed = SamplesToDuration(static_cast<std::int64_t>(ready_count_), channel_rate_hz_);
  source_->Report(events, static_cast<std::size_t>(DurationToSamples(unplayed, source_->sample_rate_hz())));
}

void Player::PassBy() {
  if (!source_->live() || exhausted_) return;
  for (Duration passed{}; passed < kFrameDuration; passed += kChunk) (void)source_->Take(chunk_);
}

void Player::Fill(std::size_t wanted) {
  while (ready_count_ < wanted && !exhausted_) {
    const SampleSource::Read read = source_->Take(chunk_);
    const Samples room = Samples(ready_).subspan(ready_count_);
    ready_count_ += resampler_->Process(ConstSamples(chunk_).first(read.samples), room);
    if (read.state == SampleSource::State::kWaiting) return;
    exhausted_ = read.state != SampleSource::State::kMore;
    if (read.state != SampleSource::State::kFailed) continue;
    outcome_ = PlaybackEnd::kFailed;
    error_ = source_->error();
  }
}

}  // namespace ossicle::session
