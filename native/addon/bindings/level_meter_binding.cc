#include "addon/bindings/level_meter_binding.h"

#include "addon/unit_class.h"
#include "dsp/level_meter.h"

namespace ossicle::addon {
namespace {

using dsp::LevelMeter;

Result<std::unique_ptr<LevelMeter>> Make(const UnitCall& call) {
  return std::make_unique<LevelMeter>(call.IntOption("sampleRateHz"), call.IntOption("channels"));
}

napi_value Process(const UnitCall& call, LevelMeter& meter) {
  if (const auto frame = call.Int16(0)) {
    meter.Process(ConstSamples(*frame));
    return call.Count(frame->size());
  }
  const auto frame = call.Float32(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  meter.Process(std::span<const float>(*frame));
  return call.Count(frame->size());
}

napi_value RmsDbfs(const UnitCall& call, LevelMeter& meter) { return call.Number(double{meter.rms_dbfs()}); }
napi_value PeakDbfs(const UnitCall& call, LevelMeter& meter) { return call.Number(double{meter.peak_dbfs()}); }

napi_value NonFiniteSamples(const UnitCall& call, LevelMeter& meter) {
  return call.Number(static_cast<double>(meter.non_finite_samples()));
}

napi_value Reset(const UnitCall& call, LevelMeter& meter) {
  meter.Reset();
  return call.Undefined();
}

}  // namespace

void RegisterLevelMeter(napi_env env, napi_value exports) {
  using Class = UnitClass<LevelMeter, Make>;
  Class::Register(
      env, exports, "LevelMeter",
      {Class::FrameMethod<Process>("process"), Class::Method<RmsDbfs>("rmsDbfs"), Class::Method<PeakDbfs>("peakDbfs"),
       Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
