#include "addon/bindings/loudness_meter_binding.h"

#include "addon/unit_class.h"
#include "dsp/loudness_meter.h"

namespace ossicle::addon {
namespace {

using dsp::LoudnessMeter;

Result<std::unique_ptr<LoudnessMeter>> Make(const UnitCall& call) {
  return std::make_unique<LoudnessMeter>(call.IntOption("sampleRateHz"),
                                         static_cast<std::size_t>(call.Option("channels")));
}

template <typename T>
napi_value ProcessSpan(const UnitCall& call, LoudnessMeter& meter, std::span<T> frame) {
  if (frame.size() % meter.channels() != 0) return call.Error(FrameError::kBadLength);
  meter.Process(std::span<const T>(frame));
  return call.Count(frame.size());
}

napi_value Process(const UnitCall& call, LoudnessMeter& meter) {
  if (const auto frame = call.Int16(0)) return ProcessSpan(call, meter, *frame);
  if (const auto frame = call.Float32(0)) return ProcessSpan(call, meter, *frame);
  return call.Error(FrameError::kNotAView);
}

template <float (LoudnessMeter::*kReading)() const>
napi_value Reading(const UnitCall& call, LoudnessMeter& meter) {
  return call.Number(double{(meter.*kReading)()});
}

napi_value NonFiniteSamples(const UnitCall& call, LoudnessMeter& meter) {
  return call.Number(static_cast<double>(meter.non_finite_samples()));
}

}  // namespace

void RegisterLoudnessMeter(napi_env env, napi_value exports) {
  using Class = UnitClass<LoudnessMeter, Make>;
  Class::Register(
      env, exports, "LoudnessMeter",
      {Class::FrameMethod<Process>("process"), Class::Method<Reading<&LoudnessMeter::momentary_lufs>>("momentaryLufs"),
       Class::Method<Reading<&LoudnessMeter::short_term_lufs>>("shortTermLufs"),
       Class::Method<Reading<&LoudnessMeter::integrated_lufs>>("integratedLufs"),
       Class::Method<Reading<&LoudnessMeter::loudness_range_lu>>("loudnessRangeLu"),
       Class::Method<Reading<&LoudnessMeter::true_peak_dbtp>>("truePeakDbtp"),
       Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
