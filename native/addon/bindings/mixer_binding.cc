#include "addon/bindings/mixer_binding.h"

#include <algorithm>
#include <cmath>

#include "addon/unit_class.h"
#include "dsp/mixer.h"

namespace ossicle::addon {
namespace {

/// The mixer and what was written to it: views into JavaScript's memory must not outlive a call, and the mixer wants
/// frames to stay until the end of a tick.
class HeldMixer {
 public:
  HeldMixer(const dsp::MixerOptions& options, std::size_t most_inputs) : mixer(options), most_inputs_(most_inputs) {}

  std::optional<std::size_t> AddInput() {
    if (mixer.inputs() >= most_inputs_) return std::nullopt;
    const std::size_t input = mixer.AddInput();
    if (input == frames_.size()) frames_.emplace_back(mixer.frame_samples());
    return input;
  }

  void Write(std::size_t input, ConstSamples frame) {
    std::copy(frame.begin(), frame.end(), frames_[input].begin());
    mixer.Write(input, ConstSamples(frames_[input]));
  }

  void Reset() { mixer.Reset(); }

  dsp::Mixer mixer;

 private:
  std::size_t most_inputs_;
  std::vector<std::vector<Sample>> frames_;
};

Result<std::unique_ptr<HeldMixer>> Make(const UnitCall& call) {
  const dsp::MixerOptions options{.sample_rate_hz = call.IntOption("sampleRateHz"),
                                  .frame_samples = static_cast<std::size_t>(call.Option("frameSamples")),
                                  .channels = call.IntOption("channels"),
                                  .loudest = static_cast<std::size_t>(call.Option("loudest")),
                                  .find_speaker = true};
  return std::make_unique<HeldMixer>(options, static_cast<std::size_t>(call.Option("maxInputs")));
}

/// The input that the first argument names.
std::optional<std::size_t> InputOf(const UnitCall& call, const HeldMixer& unit) {
  const double id = call.Double(0, -1);
  if (!(id >= 0 && id < 4294967296.0) || id != std::floor(id)) return std::nullopt;
  const auto input = static_cast<std::size_t>(id);
  return unit.mixer.HasInput(input) ? std::optional(input) : std::nullopt;
}

napi_value Done(const UnitCall& call) { return call.Count(0); }

napi_value AddInput(const UnitCall& call, HeldMixer& unit) {
  const auto input = unit.AddInput();
  return input ? call.Count(*input) : call.Error(FrameError::kFull);
}

napi_value RemoveInput(const UnitCall& call, HeldMixer& unit) {
  const auto input = InputOf(call, unit);
  if (!input) return call.Error(FrameError::kUnknownId);
  unit.mixer.RemoveInput(*input);
  return Done(call);
}

/// A setting of one input; the value is the second argument.
template <void (*kSet)(dsp::Mixer&, std::size_t, const UnitCall&)>
napi_value Set(const UnitCall& call, HeldMixer& unit) {
  const auto input = InputOf(call, unit);
  if (!input) return call.Error(FrameError::kUnknownId);
  kSet(unit.mixer, *input, call);
  return Done(call);
}

void SetGain(dsp::Mixer& mixer, std::size_t input, const UnitCall& call) {
  mixer.SetGain(input, static_cast<float>(call.Double(1)));
}
void SetMuted(dsp::Mixer& mixer, std::size_t input, const UnitCall& call) { mixer.SetMuted(input, call.Bool(1)); }
void SetPan(dsp::Mixer& mixer, std::size_t input, const UnitCall& call) {
  mixer.SetPan(input, static_cast<float>(call.Double(1)));
}

napi_value Write(const UnitCall& call, HeldMixer& unit) {
  const auto int16 = call.Int16(1);
  const auto float32 = int16 ? std::nullopt : call.Float32(1);
  if (!int16 && !float32) return call.Error(FrameError::kNotAView);
  if ((int16 ? int16->size() : float32->size()) != unit.mixer.frame_samples()) return call.Error(FrameError::kBadLength);
  const auto input = InputOf(call, unit);
  if (!input) return call.Error(FrameError::kUnknownId);
  if (int16)
    unit.Write(*input, *int16);
  else
    unit.mixer.Write(*input, std::span<const float>(*float32));
  return Done(call);
}

/// 0, or one more than the input that has just become the active speaker.
napi_value Mix(const UnitCall& call, HeldMixer& unit) {
  const auto input = unit.mixer.Mix();
  return call.Count(input ? *input + 1 : 0);
}

/// 0, or one more than the active speaker.
napi_value Speaker(const UnitCall& call, HeldMixer& unit) {
  const auto input = unit.mixer.active_speaker();
  return call.Count(input ? *input + 1 : 0);
}

/// Why `out` cannot be read into, if so.
template <typename T>
std::optional<FrameError> Unreadable(const HeldMixer& unit, const std::optional<std::span<T>>& out) {
  if (out->size() != unit.mixer.output_samples()) return FrameError::kBadLength;
  if (!unit.mixer.mixed()) return FrameError::kTooEarly;
  return std::nullopt;
}

template <typename T>
napi_value ReadWithoutInto(const UnitCall& call, HeldMixer& unit, const std::optional<std::span<T>>& out) {
  const auto error = Unreadable(unit, out);
  if (error) return call.Error(*error);
  const auto input = InputOf(call, unit);
  if (!input) return call.Error(FrameError::kUnknownId);
  unit.mixer.ReadWithout(*input, *out);
  return Done(call);
}

napi_value ReadWithout(const UnitCall& call, HeldMixer& unit) {
  if (const auto out = call.Int16(1)) return ReadWithoutInto(call, unit, out);
  if (const auto out = call.Float32(1)) return ReadWithoutInto(call, unit, out);
  return call.Error(FrameError::kNotAView);
}

template <typename T>
napi_value ReadAllInto(const UnitCall& call, HeldMixer& unit, const std::optional<std::span<T>>& out) {
  const auto error = Unreadable(unit, out);
  if (error) return call.Error(*error);
  unit.mixer.ReadAll(*out);
  return Done(call);
}

napi_value ReadAll(const UnitCall& call, HeldMixer& unit) {
  if (const auto out = call.Int16(0)) return ReadAllInto(call, unit, out);
  if (const auto out = call.Float32(0)) return ReadAllInto(call, unit, out);
  return call.Error(FrameError::kNotAView);
}

napi_value NonFiniteSamples(const UnitCall& call, HeldMixer& unit) {
  return call.Number(static_cast<double>(unit.mixer.non_finite_samples()));
}

}  // namespace

void RegisterMixer(napi_env env, napi_value exports) {
  using Class = UnitClass<HeldMixer, Make>;
  Class::Register(env, exports, "Mixer",
                  {Class::Method<AddInput>("addInput"), Class::Method<RemoveInput>("removeInput"),
                   Class::Method<Set<SetGain>>("setGain"), Class::Method<Set<SetMuted>>("setMuted"),
                   Class::Method<Set<SetPan>>("setPan"), Class::FrameMethod<Write>("write"), Class::FrameMethod<Mix>("mix"),
                   Class::Method<Speaker>("activeSpeaker"), Class::FrameMethod<ReadWithout>("readWithout"),
                   Class::FrameMethod<ReadAll>("readAll"), Class::Method<NonFiniteSamples>("nonFiniteSamples"),
                   Class::Reset()});
}

}  // namespace ossicle::addon
