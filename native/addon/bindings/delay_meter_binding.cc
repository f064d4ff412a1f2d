#include "addon/bindings/delay_meter_binding.h"

#include "addon/unit_class.h"
#include "dsp/delay_meter.h"

namespace ossicle::addon {
namespace {

using dsp::DelayMeter;

Result<std::unique_ptr<DelayMeter>> Make(const UnitCall& call) {
  return std::make_unique<DelayMeter>(call.IntOption("sampleRateHz"),
                                      static_cast<std::size_t>(call.Option("maxDelaySamples")));
}

template <typename T>
napi_value ProcessSpans(const UnitCall& call, DelayMeter& meter, std::span<T> reference, std::span<T> observed) {
  if (reference.size() != observed.size()) return call.Error(FrameError::kBadLength);
  meter.Process(std::span<const T>(reference), std::span<const T>(observed));
  return call.Count(reference.size());
}

napi_value Process(const UnitCall& call, DelayMeter& meter) {
  if (const auto reference = call.Int16(0), observed = call.Int16(1); reference && observed)
    return ProcessSpans(call, meter, *reference, *observed);
  if (const auto reference = call.Float32(0), observed = call.Float32(1); reference && observed)
    return ProcessSpans(call, meter, *reference, *observed);
  return call.Error(FrameError::kNotAView);
}

napi_value DelaySamples(const UnitCall& call, DelayMeter& meter) {
  return call.Number(double{meter.Read().delay_samples});
}

napi_value Confidence(const UnitCall& call, DelayMeter& meter) { return call.Number(double{meter.Read().confidence}); }

napi_value NonFiniteSamples(const UnitCall& call, DelayMeter& meter) {
  return call.Number(static_cast<double>(meter.non_finite_samples()));
}

napi_value Reset(const UnitCall& call, DelayMeter& meter) {
  meter.Reset();
  return call.Undefined();
}

}  // namespace

void RegisterDelayMeter(napi_env env, napi_value exports) {
  using Class = UnitClass<DelayMeter, Make>;
  Class::Register(env, exports, "DelayMeter",
                  {Class::FrameMethod<Process>("process"), Class::Method<DelaySamples>("delaySamples"),
                   Class::Method<Confidence>("confidence"), Class::Method<NonFiniteSamples>("nonFiniteSamples"),
                   Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
