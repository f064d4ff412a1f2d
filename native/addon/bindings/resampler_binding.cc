#include "addon/bindings/resampler_binding.h"

#include "addon/unit_class.h"
#include "dsp/resampler.h"

namespace ossicle::addon {
namespace {

using dsp::Resampler;

Result<std::unique_ptr<Resampler>> Make(const UnitCall& call) {
  return std::make_unique<Resampler>(call.IntOption("inputRateHz"), call.IntOption("outputRateHz"),
                                     call.IntOption("quality"));
}

/// Whether the two views suit one another, answered as the error or with nothing.
template <typename T>
std::optional<FrameError> Refuse(const Resampler& resampler, std::span<T> in, std::span<T> out) {
  if (out.size() < resampler.OutputSamples(in.size())) return FrameError::kTooShort;
  if (Overlap(in, out)) return FrameError::kOverlap;
  return std::nullopt;
}

napi_value Process(const UnitCall& call, Resampler& resampler) {
  if (const auto in = call.Int16(0), out = call.Int16(1); in && out) {
    if (const auto error = Refuse(resampler, *in, *out)) return call.Error(*error);
    return call.Count(resampler.Process(ConstSamples(*in), *out));
  }
  const auto in = call.Float32(0), out = call.Float32(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (const auto error = Refuse(resampler, *in, *out)) return call.Error(*error);
  return call.Count(resampler.Process(std::span<const float>(*in), *out));
}

napi_value NonFiniteSamples(const UnitCall& call, Resampler& resampler) {
  return call.Number(static_cast<double>(resampler.non_finite_samples()));
}

napi_value LatencySamples(const UnitCall& call, Resampler& resampler) {
  return call.Number(resampler.latency_samples());
}

napi_value OutputSamples(const UnitCall& call, Resampler& resampler) {
  return call.Count(resampler.OutputSamples(static_cast<std::size_t>(std::max(call.Int(0), 0))));
}

}  // namespace

void RegisterResampler(napi_env env, napi_value exports) {
  using Class = UnitClass<Resampler, Make>;
  Class::Register(
      env, exports, "Resampler",
      {Class::FrameMethod<Process>("process"), Class::Reset(), Class::Method<LatencySamples>("latencySamples"),
       Class::Method<OutputSamples>("outputSamples"), Class::Method<NonFiniteSamples>("nonFiniteSamples")});
}

}  // namespace ossicle::addon
