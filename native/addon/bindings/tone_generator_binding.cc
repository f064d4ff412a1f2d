#include "addon/bindings/tone_generator_binding.h"

#include <algorithm>

#include "addon/bindings/tone_steps.h"
#include "addon/unit_class.h"
#include "dsp/tone_generator.h"

namespace ossicle::addon {
namespace {

using dsp::Tone;
using dsp::ToneGenerator;

Result<std::unique_ptr<ToneGenerator>> Make(const UnitCall& call) {
  return std::make_unique<ToneGenerator>(call.IntOption("sampleRateHz"));
}

napi_value Play(const UnitCall& call, ToneGenerator& generator) {
  const auto figures = call.Float64(0);
  if (!figures) return call.Error(FrameError::kNotAView);
  const std::size_t count = figures->size() / kFiguresPerStep;
  if (count > ToneGenerator::kMaxSteps) return call.Error(FrameError::kBadLength);
  std::array<Tone, ToneGenerator::kMaxSteps> tones;
  for (std::size_t i = 0; i < count; ++i) tones[i] = ToTone(figures->subspan(i * kFiguresPerStep, kFiguresPerStep));
  if (!generator.Start(std::span(tones).first(count), call.Bool(1))) return call.Error(FrameError::kMalformed);
  return call.Count(0);
}

/// Fills the whole of the output, with silence after the end; answers how much of it was played.
napi_value Process(const UnitCall& call, ToneGenerator& generator) {
  const auto out = call.Int16(0);
  if (!out) return call.Error(FrameError::kNotAView);
  const std::size_t produced = generator.Process(*out);
  std::fill(out->begin() + static_cast<std::ptrdiff_t>(produced), out->end(), Sample{0});
  return call.Count(produced);
}

napi_value Done(const UnitCall& call, ToneGenerator& generator) { return call.Count(generator.done() ? 1 : 0); }

napi_value Reset(const UnitCall& call, ToneGenerator& generator) {
  generator.Stop();
  return call.Undefined();
}

}  // namespace

void RegisterToneGenerator(napi_env env, napi_value exports) {
  using Class = UnitClass<ToneGenerator, Make>;
  Class::Register(env, exports, "ToneGenerator",
                  {Class::Method<Play>("play"), Class::FrameMethod<Process>("process"),
                   Class::FrameMethod<Done>("done"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
