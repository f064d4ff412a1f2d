#pragma once

#include <memory>
#include <vector>

#include "core/spsc_queue.h"
#include "dsp/resampler.h"
#include "session/endpoint.h"

#include <optional>

namespace ossicle::session {

/// Frames of 48 kHz on their way from one session to another, whose threads may differ.
/// Full policy: what does not fit is dropped and counted; a reader that fell behind drops the oldest.
class BridgeLane {
 public:
  static constexpr int kSampleRateHz = 48'000;
  static constexpr std::size_t kFrame = FrameSamples(kSampleRateHz);

  BridgeLane() : frames_(kFrames * kFrame) {}

  /// The thread of the session that speaks.
  bool Push(ConstSamples frame);
  /// The thread of the session that hears; false when nothing waits.
  bool Pop(Samples frame);

 private:
  static constexpr std::size_t kFrames = 4;
  /// Two sessions beat at the same pace but not at the same moment, so that one frame may have to wait.
  static constexpr std::size_t kMostWaiting = 2;

  SpscQueue<Sample> frames_;
};

/// One of a pair of ends that let two sessions hear each other: what its session says goes to the other's.
class BridgeEndpoint final : public Endpoint {
 public:
  BridgeEndpoint(Handle id, std::shared_ptr<BridgeLane> in, std::shared_ptr<BridgeLane> out);

  bool active() const override { return true; }
  int sample_rate_hz() const override { return BridgeLane::kSampleRateHz; }
  /// The session mixes at no less than this endpoint asks for, which is the highest rate there is.
  void SetMixRate(int) override {}
  ConstSamples Receive(const Tick& tick) override;
  void Transmit(const Tick& tick, const Hearing& hearing) override;
  void Close(const Tick&) override { recordings_.Close(); }
  EndpointStats Stats(Instant now) const override;

 private:
  void RecordHeard(ConstSamples mix, EventSink& events);

  const std::shared_ptr<BridgeLane> in_, out_;
  std::vector<Sample> frame_;
  std::uint64_t received_ = 0, sent_ = 0, dropped_ = 0;
};

}  // namespace ossicle::session
