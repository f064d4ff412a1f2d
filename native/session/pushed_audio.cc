#include "session/pushed_audio.h"

#include <algorithm>
#include <array>

namespace ossicle::session {

PushedAudio::PushedAudio(Handle id, int sample_rate_hz, Duration capacity)
    : id_(id),
      sample_rate_hz_(sample_rate_hz),
      capacity_(static_cast<std::size_t>(std::max<std::int64_t>(DurationToSamples(capacity, sample_rate_hz), 1))),
      ring_(capacity_),
      marks_(kMaxMarks) {}

std::size_t PushedAudio::Write(ConstSamples samples) {
  const std::size_t taken = ring_.Push(samples.first(std::min(samples.size(), room())));
  written_ += taken;
  return taken;
}

bool PushedAudio::Mark(std::uint32_t name) { return marks_.Push({written_, name}); }

void PushedAudio::Clear() { cleared_until_.store(written_, std::memory_order_release); }

SampleSource::Read PushedAudio::Take(Samples out) {
  using State = SampleSource::State;
  const bool ended = ended_.load(std::memory_order_acquire);  // before popping, so the tail is not cut
  FollowClear();
  const std::size_t count = ring_.Pop(out);
  taken_ += count;
  if (count == out.size()) return {count, State::kMore};
  return {count, ended ? State::kEnded : State::kWaiting};
}

/// One at a time: a second clear waits until the first was told.
void PushedAudio::FollowClear() {
  const std::uint64_t until = cleared_until_.load(std::memory_order_acquire);
  if (cleared_ || until <= taken_) return;
  cleared_ = Cleared{taken_, until};
  std::array<Sample, 512> gone;
  while (taken_ < until) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(until - taken_, gone.size()));
    taken_ += ring_.Pop(Samples(gone).first(part));
  }
}

/// `unplayed`: taken, but not sent yet.
void PushedAudio::Report(EventSink& events, std::size_t unplayed) {
  const std::uint64_t from = cleared_ ? cleared_->from : 0;
  const std::uint64_t until = cleared_ ? cleared_->until : 0;
  played_.store(std::max(played_.load(std::memory_order_relaxed), taken_ - std::min<std::uint64_t>(unplayed, taken_)),
                std::memory_order_relaxed);
  TellMarks(events);
  if (cleared_) events.Emit({EventType::kStreamCleared, id_, static_cast<double>(from), static_cast<double>(until - from)});
  cleared_.reset();
  const bool roomy = wants_room_.load(std::memory_order_relaxed) && room() >= capacity_ / 2;
  if (roomy && wants_room_.exchange(false, std::memory_order_relaxed)) events.Emit({EventType::kStreamRoom, id_});
}

void PushedAudio::TellMarks(EventSink& events) {
  for (;;) {
    MarkAt mark;
    if (!next_mark_ && marks_.Pop(mark)) next_mark_ = mark;
    if (!next_mark_ || next_mark_->position > std::max(played(), cleared_ ? cleared_->until : 0)) return;
    const bool cleared = cleared_ && next_mark_->position > cleared_->from && next_mark_->position <= cleared_->until;
    events.Emit({EventType::kStreamMark, id_, static_cast<double>(next_mark_->name), cleared ? 0.0 : 1.0});
    next_mark_.reset();
  }
}

}  // namespace ossicle::session
