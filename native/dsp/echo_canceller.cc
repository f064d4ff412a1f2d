#include "dsp/echo_canceller.h"

#include <algorithm>

namespace ossicle::dsp {

Result<std::unique_ptr<EchoCanceller>> EchoCanceller::Create(int sample_rate_hz) {
  Result<std::unique_ptr<WebRtcStage>> stage = WebRtcStage::EchoCanceller(sample_rate_hz);
  if (!stage.ok()) return stage.status();
  return std::unique_ptr<EchoCanceller>(new EchoCanceller(sample_rate_hz, std::move(stage).value()));
}

EchoCanceller::EchoCanceller(int sample_rate_hz, std::unique_ptr<WebRtcStage> stage)
    : block_samples_(WebRtcBlockSamples(sample_rate_hz)),
      stage_(std::move(stage)),
      before_(block_samples_),
      echo_delay_(sample_rate_hz) {}

void EchoCanceller::Process(std::span<const float> reference, std::span<float> microphone) {
  for (std::size_t at = 0; at + block_samples_ <= microphone.size(); at += block_samples_) {
    const std::span<const float> far = reference.subspan(at, block_samples_);
    const std::span<float> near = microphone.subspan(at, block_samples_);
    std::copy(near.begin(), near.end(), before_.begin());
    stage_->AnalyzeReference(far);
    stage_->Process(near);
    echo_return_.Process(far, before_, near);
    echo_delay_.Process(far, before_);
  }
}

void EchoCanceller::Reset() {
  stage_->Reset();
  echo_return_.Reset();
  echo_delay_.Reset();
}

}  // namespace ossicle::dsp
