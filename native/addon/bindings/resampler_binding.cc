#include "addon/bindings/resampler_binding.h"

#include "addon/unit_class.h"
#include "dsp/resampler.h"

namespace ossicle::addon {
namespace {

using dsp::Resampler;

Result<std::unique_ptr<Resampler>> Make(const UnitCall& call) {
  return std::make_unique<Resampler>(call.Int(0), call.Int(1), call.Int(2));
}

napi_value Process(const UnitCall& call, Resampler& resampler) {
  const auto in = call.Int16(0), out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (out->size() < resampler.OutputSamples(in->size())) return call.Error(FrameError::kTooShort);
  return call.Count(resampler.Process(*in, *out));
}

napi_value Reset(const UnitCall& call, Resampler& resampler) {
  resampler.Reset();
  return call.Undefined();
}

napi_value LatencySamples(const UnitCall& call, Resampler& resampler) { return call.Number(resampler.latency_samples()); }

napi_value OutputSamples(const UnitCall& call, Resampler& resampler) {
  return call.Count(resampler.OutputSamples(static_cast<std::size_t>(std::max(call.Int(0), 0))));
}

}  // namespace

void RegisterResampler(napi_env env, napi_value exports) {
  using Class = UnitClass<Resampler, Make>;
  Class::Register(env, exports, "Resampler",
                  {Class::Method<Process>("process"), Class::Method<Reset>("reset"),
                   Class::Method<LatencySamples>("latencySamples"), Class::Method<OutputSamples>("outputSamples")});
}

}  // namespace ossicle::addon
