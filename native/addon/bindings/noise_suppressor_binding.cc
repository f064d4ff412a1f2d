#include "addon/bindings/noise_suppressor_binding.h"

#include "addon/unit_class.h"
#include "addon/voice_unit.h"
#include "dsp/noise_suppressor.h"

namespace ossicle::addon {
namespace {

using dsp::NoiseSuppressor;
using NoiseUnit = VoiceUnit<NoiseSuppressor>;

Result<std::unique_ptr<NoiseUnit>> Make(const UnitCall& call) {
  const NoiseSuppressor::Config config{.sample_rate_hz = call.IntOption("sampleRateHz"),
                                       .reduction = static_cast<dsp::NoiseReduction>(call.IntOption("reduction")),
                                       .bypass_clean = call.Option("bypassClean") != 0};
  Result<std::unique_ptr<NoiseSuppressor>> part = NoiseSuppressor::Create(config);
  if (!part.ok()) return part.status();
  return std::make_unique<NoiseUnit>(config.sample_rate_hz, std::move(part).value());
}

napi_value Process(const UnitCall& call, NoiseUnit& unit) {
  return WithVoiceFrame(call, 0, unit.frames, [&](auto frame) {
    unit.frames.Replace(frame, [&](std::span<float> block) { unit.part->Process(block); });
    return call.Count(frame.size());
  });
}

napi_value LatencySamples(const UnitCall& call, NoiseUnit& unit) { return call.Number(unit.part->latency_samples()); }
napi_value Bypassed(const UnitCall& call, NoiseUnit& unit) { return call.Number(unit.part->bypassed() ? 1 : 0); }

napi_value NoiseLevelDbfs(const UnitCall& call, NoiseUnit& unit) {
  return call.Number(double{unit.part->noise_level_dbfs()});
}

napi_value NonFiniteSamples(const UnitCall& call, NoiseUnit& unit) {
  return call.Number(static_cast<double>(unit.frames.non_finite_samples()));
}

}  // namespace

void RegisterNoiseSuppressor(napi_env env, napi_value exports) {
  using Class = UnitClass<NoiseUnit, Make>;
  Class::Register(env, exports, "NoiseSuppressor",
                  {Class::FrameMethod<Process>("process"), Class::Method<LatencySamples>("latencySamples"),
                   Class::Method<Bypassed>("bypassed"), Class::Method<NoiseLevelDbfs>("noiseLevelDbfs"),
                   Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
