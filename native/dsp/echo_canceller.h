#pragma once

#include <memory>
#include <vector>

#include "dsp/echo_delay_meter.h"
#include "dsp/echo_return_meter.h"
#include "dsp/webrtc_stage.h"

namespace ossicle::dsp {

/// Takes out of a microphone's signal what the loudspeaker beside it plays (WebRTC's AEC3). The echo path, its delay
/// (up to some 500 ms) included, is learnt in the first second or two. While nothing has been played for a while the
/// signal passes unchanged, and late by latency_samples() as ever.
/// Mono, full scale 1.0, frames of whole blocks of 10 ms, 8, 16, 32 or 48 kHz. One thread; memory is taken in Create.
class EchoCanceller {
 public:
  static Result<std::unique_ptr<EchoCanceller>> Create(int sample_rate_hz);

  /// Replaces `microphone` by what is left without the echo of `reference`: what went to the loudspeaker in the same
  /// time, as many samples.
  void Process(std::span<const float> reference, std::span<float> microphone);
  int latency_samples() const { return stage_->latency_samples(); }
  const EchoReturnMeter& echo_return() const { return echo_return_; }
  const EchoDelayMeter& echo_delay() const { return echo_delay_; }
  void Reset();

 private:
  EchoCanceller(int sample_rate_hz, std::unique_ptr<WebRtcStage> stage);

  std::size_t block_samples_;
  std::unique_ptr<WebRtcStage> stage_;
  std::vector<float> before_;
  EchoReturnMeter echo_return_;
  EchoDelayMeter echo_delay_;
};

}  // namespace ossicle::dsp
