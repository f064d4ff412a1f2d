#include "dsp/voice_processor.h"

namespace ossicle::dsp {

VoiceProcessor::VoiceProcessor(int sample_rate_hz)
    : block_samples_(WebRtcBlockSamples(sample_rate_hz)),
      silence_(block_samples_),
      echo_canceller_(block_samples_),
      noise_suppressor_(block_samples_),
      gain_control_(block_samples_) {}

void VoiceProcessor::Process(std::span<const float> reference, std::span<float> microphone) {
  for (std::size_t at = 0; at + block_samples_ <= microphone.size(); at += block_samples_) {
    const std::span<float> near = microphone.subspan(at, block_samples_);
    const std::span<const float> far = reference.empty() ? silence_ : reference.subspan(at, block_samples_);
    echo_canceller_.Process(near, [far](EchoCanceller& part, std::span<float> block) { part.Process(far, block); });
    noise_suppressor_.Process(near, [](NoiseSuppressor& part, std::span<float> block) { part.Process(block); });
    gain_control_.Process(near, [](GainControl& part, std::span<float> block) { part.Process(block); });
  }
}

int VoiceProcessor::latency_samples() const {
  const EchoCanceller* echo = echo_canceller_.part();
  const NoiseSuppressor* noise = noise_suppressor_.part();
  return (echo ? echo->latency_samples() : 0) + (noise ? noise->latency_samples() : 0);
}

void VoiceProcessor::Reset() {
  echo_canceller_.Reset();
  noise_suppressor_.Reset();
  gain_control_.Reset();
}

}  // namespace ossicle::dsp
