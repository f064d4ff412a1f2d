#include "addon/bindings/dtmf_detector_binding.h"

#include <cmath>

#include "addon/unit_class.h"
#include "dsp/dtmf_detector.h"

namespace ossicle::addon {
namespace {

using dsp::DtmfDetector;

Result<std::unique_ptr<DtmfDetector>> Make(const UnitCall& call) {
  DtmfDetector::Config config;
  config.min_on = Milliseconds(call.IntOption("minOnMs"));
  config.min_off = Milliseconds(call.IntOption("minOffMs"));
  config.min_level_dbm0 = static_cast<float>(call.Option("minLevelDbm0"));
  config.min_twist_db = static_cast<float>(call.Option("minTwistDb"));
  config.max_twist_db = static_cast<float>(call.Option("maxTwistDb"));
  config.dial_tone_filter = call.Option("dialToneFilter") != 0;
  return std::make_unique<DtmfDetector>(call.IntOption("sampleRateHz"), config);
}

/// What happened, in one number: the character that began, that which ended times 2^8, its length in ms times 2^16.
/// 0, which is nearly every frame, is nothing.
napi_value Process(const UnitCall& call, DtmfDetector& detector) {
  const auto frame = call.Int16(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  const auto ended = detector.Process(*frame);
  double happened = detector.started().value_or(0);
  if (ended) happened += ended->digit * 256.0 + std::floor(ToMilliseconds(ended->duration)) * 65536.0;
  return call.Number(happened);
}

/// The character that sounds, or 0.
napi_value Active(const UnitCall& call, DtmfDetector& detector) {
  return call.Count(static_cast<std::size_t>(detector.active()));
}

}  // namespace

void RegisterDtmfDetector(napi_env env, napi_value exports) {
  using Class = UnitClass<DtmfDetector, Make>;
  Class::Register(env, exports, "DtmfDetector",
                  {Class::FrameMethod<Process>("process"), Class::FrameMethod<Active>("active"), Class::Reset()});
}

}  // namespace ossicle::addon
