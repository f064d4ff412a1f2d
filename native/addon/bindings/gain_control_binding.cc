#include "addon/bindings/gain_control_binding.h"

#include "addon/unit_class.h"
#include "addon/voice_unit.h"
#include "dsp/gain_control.h"

namespace ossicle::addon {
namespace {

using dsp::GainControl;
using GainUnit = VoiceUnit<GainControl>;

Result<std::unique_ptr<GainUnit>> Make(const UnitCall& call) {
  const int rate_hz = call.IntOption("sampleRateHz");
  if (!dsp::WebRtcStage::IsRate(rate_hz)) return kNoSuchVoiceRate;
  const GainControl::Config config{.sample_rate_hz = rate_hz,
                                   .frame_samples = FrameSamples(rate_hz, Milliseconds(10)),
                                   .target_dbfs = static_cast<float>(call.Option("targetDbfs")),
                                   .most_gain_db = static_cast<float>(call.Option("maxGainDb")),
                                   .ceiling_dbfs = static_cast<float>(call.Option("ceilingDbfs"))};
  return std::make_unique<GainUnit>(rate_hz, std::make_unique<GainControl>(config));
}

napi_value Process(const UnitCall& call, GainUnit& unit) {
  return WithVoiceFrame(call, 0, unit.frames, [&](auto frame) {
    unit.frames.Replace(frame, [&](std::span<float> block) { unit.part->Process(block); });
    return call.Count(frame.size());
  });
}

napi_value GainDb(const UnitCall& call, GainUnit& unit) { return call.Number(double{unit.part->gain_db()}); }

napi_value SpeechLevelDbfs(const UnitCall& call, GainUnit& unit) {
  return call.Number(double{unit.part->speech_level_dbfs()});
}

napi_value NonFiniteSamples(const UnitCall& call, GainUnit& unit) {
  return call.Number(static_cast<double>(unit.frames.non_finite_samples()));
}

}  // namespace

void RegisterGainControl(napi_env env, napi_value exports) {
  using Class = UnitClass<GainUnit, Make>;
  Class::Register(env, exports, "GainControl",
                  {Class::FrameMethod<Process>("process"), Class::Method<GainDb>("gainDb"),
                   Class::Method<SpeechLevelDbfs>("speechLevelDbfs"),
                   Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
