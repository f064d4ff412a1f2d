#pragma once

#include <atomic>

#include "core/spsc_queue.h"
#include "session/recorder.h"

namespace ossicle::media {

/// Sound on its way out of the engine: the media thread writes into a ring of two seconds, the control thread reads it.
/// Full policy: what does not fit is dropped and counted. An event tells when there are samples again after all were read.
class TapSink final : public session::SampleSink {
 public:
  TapSink(Handle tap, int sample_rate_hz)
      : tap_(tap), sample_rate_hz_(sample_rate_hz), ring_(static_cast<std::size_t>(sample_rate_hz) * 2) {}

  // Media thread.
  AudioFormat format() const override { return {sample_rate_hz_, 1}; }
  void Write(ConstSamples samples, session::EventSink& events) override {
    const std::size_t taken = ring_.Push(samples);
    dropped_.fetch_add(samples.size() - taken, std::memory_order_relaxed);
    if (!told_.exchange(true, std::memory_order_acq_rel)) events.Emit({session::EventType::kTapReady, tap_});
  }
  void Finish(bool) override {}

  // Control thread.
  std::size_t Read(Samples out) {
    told_.store(false, std::memory_order_release);  // before reading, so that no sample is left without an event
    return ring_.Pop(out);
  }
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  const Handle tap_;
  const int sample_rate_hz_;
  SpscQueue<Sample> ring_;
  std::atomic<bool> told_{false};
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace ossicle::media
