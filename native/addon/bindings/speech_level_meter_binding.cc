#include "addon/bindings/speech_level_meter_binding.h"

#include "addon/unit_class.h"
#include "dsp/speech_level_meter.h"

namespace ossicle::addon {
namespace {

using dsp::SpeechLevelMeter;

Result<std::unique_ptr<SpeechLevelMeter>> Make(const UnitCall& call) {
  return std::make_unique<SpeechLevelMeter>(call.IntOption("sampleRateHz"));
}

napi_value Process(const UnitCall& call, SpeechLevelMeter& meter) {
  if (const auto frame = call.Int16(0)) {
    meter.Process(ConstSamples(*frame));
    return call.Count(frame->size());
  }
  const auto frame = call.Float32(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  meter.Process(std::span<const float>(*frame));
  return call.Count(frame->size());
}

napi_value ActiveLevel(const UnitCall& call, SpeechLevelMeter& meter) {
  return call.Number(double{meter.Read().active_dbfs});
}

napi_value LongTermLevel(const UnitCall& call, SpeechLevelMeter& meter) {
  return call.Number(double{meter.Read().long_term_dbfs});
}

napi_value ActivityFactor(const UnitCall& call, SpeechLevelMeter& meter) {
  return call.Number(double{meter.Read().activity_factor});
}

napi_value NonFiniteSamples(const UnitCall& call, SpeechLevelMeter& meter) {
  return call.Number(static_cast<double>(meter.non_finite_samples()));
}

}  // namespace

void RegisterSpeechLevelMeter(napi_env env, napi_value exports) {
  using Class = UnitClass<SpeechLevelMeter, Make>;
  Class::Register(env, exports, "SpeechLevelMeter",
                  {Class::FrameMethod<Process>("process"), Class::Method<ActiveLevel>("activeLevelDbfs"),
                   Class::Method<LongTermLevel>("longTermLevelDbfs"), Class::Method<ActivityFactor>("activityFactor"),
                   Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
