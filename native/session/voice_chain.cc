#include "session/voice_chain.h"

namespace ossicle::session {

void VoiceChain::Switch(VoicePart& part, VoicePart& retired) {
  if (auto* echo = std::get_if<std::unique_ptr<dsp::EchoCanceller>>(&part))
    SwitchStage(processor_.echo_canceller(), *echo, retired);
  else if (auto* noise = std::get_if<std::unique_ptr<dsp::NoiseSuppressor>>(&part))
    SwitchStage(processor_.noise_suppressor(), *noise, retired);
  else if (auto* gain = std::get_if<std::unique_ptr<dsp::GainControl>>(&part))
    SwitchStage(processor_.gain_control(), *gain, retired);
}

template <typename Part>
void VoiceChain::SwitchStage(dsp::SwitchedStage<Part>& stage, std::unique_ptr<Part>& part, VoicePart& retired) {
  retired = stage.TakeRetired();
  stage.Switch(part);
}

}  // namespace ossicle::session
