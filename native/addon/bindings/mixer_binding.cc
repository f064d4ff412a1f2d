#include "addon/bindings/mixer_binding.h"

#include "addon/unit_class.h"
#include "dsp/mixer.h"

namespace ossicle::addon {
namespace {

/// The mixer and how many frames it holds: its 32-bit sums have room for 65 536 at full scale.
struct CountedMixer {
  explicit CountedMixer(std::size_t frame_samples) : mixer(frame_samples) {}
  static constexpr std::size_t kMostFrames = 65'536;
  dsp::Mixer mixer;
  std::size_t frames = 0;
};

Result<std::unique_ptr<CountedMixer>> Make(const UnitCall& call) {
  return std::make_unique<CountedMixer>(static_cast<std::size_t>(call.Option("frameSamples")));
}

void Empty(CountedMixer& unit) {
  unit.mixer.Clear();
  unit.frames = 0;
}

napi_value Clear(const UnitCall& call, CountedMixer& unit) {
  Empty(unit);
  return call.Count(0);
}

napi_value Add(const UnitCall& call, CountedMixer& unit) {
  const auto in = call.Int16(0);
  if (!in) return call.Error(FrameError::kNotAView);
  if (in->size() != unit.mixer.frame_samples()) return call.Error(FrameError::kBadLength);
  if (unit.frames >= CountedMixer::kMostFrames) return call.Error(FrameError::kFull);
  unit.mixer.Add(*in);
  return call.Count(++unit.frames);
}

napi_value Sum(const UnitCall& call, CountedMixer& unit) {
  const auto out = call.Int16(0);
  if (!out) return call.Error(FrameError::kNotAView);
  if (out->size() != unit.mixer.frame_samples()) return call.Error(FrameError::kBadLength);
  unit.mixer.Sum(*out);
  return call.Count(out->size());
}

napi_value SumWithout(const UnitCall& call, CountedMixer& unit) {
  const auto own = call.Int16(0), out = call.Int16(1);
  if (!own || !out) return call.Error(FrameError::kNotAView);
  const std::size_t length = unit.mixer.frame_samples();
  if (own->size() != length || out->size() != length) return call.Error(FrameError::kBadLength);
  if (Overlap(*own, *out)) return call.Error(FrameError::kOverlap);
  unit.mixer.SumWithout(*own, *out);
  return call.Count(length);
}

napi_value Reset(const UnitCall& call, CountedMixer& unit) {
  Empty(unit);
  return call.Undefined();
}

}  // namespace

void RegisterMixer(napi_env env, napi_value exports) {
  using Class = UnitClass<CountedMixer, Make>;
  Class::Register(env, exports, "Mixer",
                  {Class::Method<Clear>("clear"), Class::Method<Add>("add"), Class::Method<Sum>("sum"),
                   Class::Method<SumWithout>("sumWithout"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
