#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "core/slot_map.h"
#include "core/spsc_queue.h"
#include "session/sample_source.h"

namespace ossicle::session {

/// Sound that is pushed from outside, at its own pace, and played as it comes. One thread writes, another plays.
/// Positions are counted in samples written since the begin; what is cleared counts as passed.
/// Full policy: Write takes what fits and says how much.
class PushedAudio {
 public:
  static constexpr std::size_t kMaxMarks = 1024;  // waiting

  PushedAudio(Handle id, int sample_rate_hz, Duration capacity);

  // The writing thread.
  std::size_t Write(ConstSamples samples);
  /// Tells by an event when all that was written until now was played, or cleared. False when too many wait.
  bool Mark(std::uint32_t name);
  /// What was written and not played is thrown away.
  void Clear();
  /// Nothing more is written.
  void End() { ended_.store(true, std::memory_order_release); }
  std::size_t room() const { return capacity_ - ring_.size(); }
  /// Tells by an event when half of the room is free.
  void WantRoom() { wants_room_.store(true, std::memory_order_relaxed); }

  // Any thread.
  int sample_rate_hz() const { return sample_rate_hz_; }
  std::uint64_t played() const { return played_.load(std::memory_order_relaxed); }

  // The playing thread.
  SampleSource::Read Take(Samples out);
  void Report(EventSink& events, std::size_t unplayed);

 private:
  struct MarkAt {
    std::uint64_t position;
    std::uint32_t name;
  };

  void FollowClear();
  void TellMarks(EventSink& events);

  const Handle id_;
  const int sample_rate_hz_;
  const std::size_t capacity_;
  SpscQueue<Sample> ring_;
  SpscQueue<MarkAt> marks_;
  std::uint64_t written_ = 0;  // the writing thread's
  std::atomic<std::uint64_t> cleared_until_{0};
  std::atomic<std::uint64_t> played_{0};
  std::atomic<bool> ended_{false};
  std::atomic<bool> wants_room_{false};

  // The playing thread's.
  std::uint64_t taken_ = 0;
  struct Cleared {
    std::uint64_t from, until;
  };
  std::optional<Cleared> cleared_;  // and not told yet
  std::optional<MarkAt> next_mark_;
};

/// The player's end of PushedAudio.
class PushedSource final : public SampleSource {
 public:
  explicit PushedSource(std::shared_ptr<PushedAudio> audio) : audio_(std::move(audio)) {}

  int sample_rate_hz() const override { return audio_->sample_rate_hz(); }
  Read Take(Samples out) override { return audio_->Take(out); }
  void Report(EventSink& events, std::size_t unplayed) override { audio_->Report(events, unplayed); }

 private:
  const std::shared_ptr<PushedAudio> audio_;
};

}  // namespace ossicle::session
