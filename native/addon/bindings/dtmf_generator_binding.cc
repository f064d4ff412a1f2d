#include "addon/bindings/dtmf_generator_binding.h"

#include <algorithm>

#include "addon/unit_class.h"
#include "dsp/dtmf_generator.h"

namespace ossicle::addon {
namespace {

using dsp::DtmfGenerator;

struct Dialler {
  DtmfGenerator generator;
  DtmfGenerator::Config config;
};

Duration DurationOption(const UnitCall& call, const char* name) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(call.Option(name)));
}

Result<std::unique_ptr<Dialler>> Make(const UnitCall& call) {
  return std::make_unique<Dialler>(Dialler{
      DtmfGenerator(call.IntOption("sampleRateHz")),
      {DurationOption(call, "onMs"), DurationOption(call, "offMs"), static_cast<float>(call.Option("levelDbm0"))},
  });
}

napi_value Dial(const UnitCall& call, Dialler& dialler) {
  if (!dialler.generator.Start(call.Text(0), dialler.config)) return call.Error(FrameError::kMalformed);
  return call.Count(0);
}

/// Fills the whole of the output, with silence after the end; answers how much of it was dialled.
napi_value Process(const UnitCall& call, Dialler& dialler) {
  const auto out = call.Int16(0);
  if (!out) return call.Error(FrameError::kNotAView);
  const std::size_t produced = dialler.generator.Process(*out);
  std::fill(out->begin() + static_cast<std::ptrdiff_t>(produced), out->end(), Sample{0});
  return call.Count(produced);
}

napi_value Done(const UnitCall& call, Dialler& dialler) { return call.Count(dialler.generator.done() ? 1 : 0); }

napi_value Reset(const UnitCall& call, Dialler& dialler) {
  dialler.generator.Stop();
  return call.Undefined();
}

}  // namespace

void RegisterDtmfGenerator(napi_env env, napi_value exports) {
  using Class = UnitClass<Dialler, Make>;
  Class::Register(env, exports, "DtmfGenerator",
                  {Class::Method<Dial>("dial"), Class::FrameMethod<Process>("process"),
                   Class::FrameMethod<Done>("done"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
