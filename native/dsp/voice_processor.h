#pragma once

#include <memory>
#include <vector>

#include "dsp/echo_canceller.h"
#include "dsp/gain_control.h"
#include "dsp/noise_suppressor.h"
#include "dsp/switched_stage.h"

namespace ossicle::dsp {

/// What a voice goes through on its way from a microphone: echo canceller, noise suppressor, gain control, in this
/// order, each of which may be there or not, and come and go without a click while the voice runs.
///
/// Parts are made elsewhere and handed over; what has gone is collected there too. Mono, full scale 1.0, frames of whole
/// blocks of 10 ms, 8, 16, 32 or 48 kHz. One thread; memory is taken in the constructor.
class VoiceProcessor {
 public:
  explicit VoiceProcessor(int sample_rate_hz);

  SwitchedStage<EchoCanceller>& echo_canceller() { return echo_canceller_; }
  SwitchedStage<NoiseSuppressor>& noise_suppressor() { return noise_suppressor_; }
  SwitchedStage<GainControl>& gain_control() { return gain_control_; }
  const SwitchedStage<EchoCanceller>& echo_canceller() const { return echo_canceller_; }
  const SwitchedStage<NoiseSuppressor>& noise_suppressor() const { return noise_suppressor_; }
  const SwitchedStage<GainControl>& gain_control() const { return gain_control_; }

  /// Replaces `microphone`. `reference`: what went to the loudspeaker in the same time, as many samples; empty: nothing.
  void Process(std::span<const float> reference, std::span<float> microphone);
  /// How late the output is once all switches are through.
  int latency_samples() const;
  void Reset();

 private:
  std::size_t block_samples_;
  std::vector<float> silence_;
  SwitchedStage<EchoCanceller> echo_canceller_;
  SwitchedStage<NoiseSuppressor> noise_suppressor_;
  SwitchedStage<GainControl> gain_control_;
};

}  // namespace ossicle::dsp
