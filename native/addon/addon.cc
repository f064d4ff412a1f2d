#include <napi.h>

#include "addon/bindings/answering_machine_detector_binding.h"
#include "addon/bindings/audio_file_binding.h"
#include "addon/bindings/build_info_binding.h"
#include "addon/bindings/comfort_noise_binding.h"
#include "addon/bindings/delay_meter_binding.h"
#include "addon/bindings/dtmf_detector_binding.h"
#include "addon/bindings/dtmf_generator_binding.h"
#include "addon/bindings/dtmf_remover_binding.h"
#include "addon/bindings/echo_canceller_binding.h"
#include "addon/bindings/g711_binding.h"
#include "addon/bindings/g722_binding.h"
#include "addon/bindings/gain_control_binding.h"
#include "addon/bindings/jitter_buffer_binding.h"
#include "addon/bindings/l16_binding.h"
#include "addon/bindings/level_meter_binding.h"
#include "addon/bindings/loudness_meter_binding.h"
#include "addon/bindings/media_engine_binding.h"
#include "addon/bindings/mixer_binding.h"
#include "addon/bindings/noise_suppressor_binding.h"
#include "addon/bindings/opus_binding.h"
#include "addon/bindings/resampler_binding.h"
#include "addon/bindings/spectrum_analyzer_binding.h"
#include "addon/bindings/speech_level_meter_binding.h"
#include "addon/bindings/stepped_engine_binding.h"
#include "addon/bindings/tone_detector_binding.h"
#include "addon/bindings/tone_generator_binding.h"
#include "addon/bindings/voice_detector_binding.h"
#include "addon/bindings/voice_processor_binding.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  ossicle::addon::BuildInfoBinding::Register(env, exports);
  ossicle::addon::MediaEngineBinding::Register(env, exports);
  ossicle::addon::SteppedEngineBinding::Register(env, exports);
  ossicle::addon::RegisterResampler(env, exports);
  ossicle::addon::RegisterG711(env, exports);
  ossicle::addon::RegisterG722(env, exports);
  ossicle::addon::RegisterL16(env, exports);
  ossicle::addon::RegisterComfortNoise(env, exports);
  ossicle::addon::RegisterOpus(env, exports);
  ossicle::addon::RegisterDtmfDetector(env, exports);
  ossicle::addon::RegisterDtmfGenerator(env, exports);
  ossicle::addon::RegisterDtmfRemover(env, exports);
  ossicle::addon::RegisterToneGenerator(env, exports);
  ossicle::addon::RegisterToneDetector(env, exports);
  ossicle::addon::RegisterAnsweringMachineDetector(env, exports);
  ossicle::addon::RegisterMixer(env, exports);
  ossicle::addon::RegisterLevelMeter(env, exports);
  ossicle::addon::RegisterSpectrumAnalyzer(env, exports);
  ossicle::addon::RegisterSpeechLevelMeter(env, exports);
  ossicle::addon::RegisterVoiceDetector(env, exports);
  ossicle::addon::RegisterAudioFiles(env, exports);
  ossicle::addon::RegisterLoudnessMeter(env, exports);
  ossicle::addon::RegisterDelayMeter(env, exports);
  ossicle::addon::RegisterEchoCanceller(env, exports);
  ossicle::addon::RegisterNoiseSuppressor(env, exports);
  ossicle::addon::RegisterGainControl(env, exports);
  ossicle::addon::RegisterVoiceProcessor(env, exports);
  ossicle::addon::RegisterJitterBuffer(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(ossicle, Init)
