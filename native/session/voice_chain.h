#pragma once

#include <memory>
#include <variant>

#include "dsp/voice_frames.h"
#include "dsp/voice_processor.h"

namespace ossicle::session {

/// A part of the chain; none takes the present one out.
using VoicePart = std::variant<std::unique_ptr<dsp::EchoCanceller>, std::unique_ptr<dsp::NoiseSuppressor>,
                               std::unique_ptr<dsp::GainControl>>;

/// What an endpoint's voice goes through between decoder and mix: echo canceller, noise suppressor, gain control, each
/// only where it was asked for. Memory is taken in the constructor; parts are made and freed by the control thread.
class VoiceChain {
 public:
  /// 8, 16, 32 or 48 kHz.
  explicit VoiceChain(int sample_rate_hz)
      : sample_rate_hz_(sample_rate_hz), processor_(sample_rate_hz), frames_(sample_rate_hz) {}

  int sample_rate_hz() const { return sample_rate_hz_; }
  bool empty() const {
    return processor_.echo_canceller().empty() && processor_.noise_suppressor().empty() &&
           processor_.gain_control().empty();
  }

  /// Fades the part in, or the present one out. Afterwards `part` and `retired` hold what nobody hears any more, to be
  /// freed elsewhere.
  void Switch(VoicePart& part, VoicePart& retired);

  /// Replaces a frame of whole 10 ms. `reference`: what was sent to the peer in the tick before, as many samples.
  void Process(ConstSamples reference, Samples frame) {
    frames_.Replace(reference, frame,
                    [this](std::span<const float> far, std::span<float> block) { processor_.Process(far, block); });
  }

  const dsp::VoiceProcessor& processor() const { return processor_; }

 private:
  template <typename Part>
  void SwitchStage(dsp::SwitchedStage<Part>& stage, std::unique_ptr<Part>& part, VoicePart& retired);

  const int sample_rate_hz_;
  dsp::VoiceProcessor processor_;
  dsp::VoiceFrames frames_;
};

}  // namespace ossicle::session
