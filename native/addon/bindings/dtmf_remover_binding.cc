#include "addon/bindings/dtmf_remover_binding.h"

#include "addon/unit_class.h"
#include "dsp/dtmf_remover.h"

namespace ossicle::addon {
namespace {

using dsp::DtmfRemover;

Result<std::unique_ptr<DtmfRemover>> Make(const UnitCall& call) {
  return std::make_unique<DtmfRemover>(call.IntOption("sampleRateHz"));
}

napi_value Process(const UnitCall& call, DtmfRemover& remover) {
  const auto frame = call.Int16(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  remover.Process(*frame);
  return call.Count(frame->size());
}

napi_value LatencySamples(const UnitCall& call, DtmfRemover& remover) { return call.Count(remover.latency_samples()); }

}  // namespace

void RegisterDtmfRemover(napi_env env, napi_value exports) {
  using Class = UnitClass<DtmfRemover, Make>;
  Class::Register(
      env, exports, "DtmfRemover",
      {Class::FrameMethod<Process>("process"), Class::Method<LatencySamples>("latencySamples"), Class::Reset()});
}

}  // namespace ossicle::addon
