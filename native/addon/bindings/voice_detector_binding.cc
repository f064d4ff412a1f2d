#include "addon/bindings/voice_detector_binding.h"

#include "addon/unit_class.h"
#include "dsp/voice_detector.h"

namespace ossicle::addon {
namespace {

using dsp::VoiceDetector;

Result<std::unique_ptr<VoiceDetector>> Make(const UnitCall& call) {
  VoiceDetector::Config config;
  config.threshold = static_cast<float>(call.Option("threshold"));
  config.least_speech = Milliseconds(call.IntOption("minSpeechMs"));
  config.hangover = Milliseconds(call.IntOption("hangoverMs"));
  config.silence_interval = Milliseconds(call.IntOption("silenceIntervalMs"));
  return std::make_unique<VoiceDetector>(call.IntOption("sampleRateHz"), config);
}

/// How many events wait for `nextEvent`: nearly always none.
napi_value Process(const UnitCall& call, VoiceDetector& detector) {
  if (const auto frame = call.Int16(0)) {
    detector.Process(ConstSamples(*frame));
    return call.Count(detector.pending_events());
  }
  const auto frame = call.Float32(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  detector.Process(std::span<const float>(*frame));
  return call.Count(detector.pending_events());
}

/// Kind, duration in ms, level in dBov into the Float64Array given.
napi_value NextEvent(const UnitCall& call, VoiceDetector& detector) {
  const auto figures = call.Float64(0);
  if (!figures) return call.Error(FrameError::kNotAView);
  if (figures->size() < 3) return call.Error(FrameError::kTooShort);
  const auto event = detector.Poll();
  if (!event) return call.Count(0);
  (*figures)[0] = static_cast<double>(event->kind);
  (*figures)[1] = ToMilliseconds(event->duration);
  (*figures)[2] = double{event->level_dbfs};
  return call.Count(1);
}

napi_value Probability(const UnitCall& call, VoiceDetector& detector) {
  return call.Number(double{detector.probability()});
}
napi_value Speech(const UnitCall& call, VoiceDetector& detector) { return call.Count(detector.speech() ? 1 : 0); }
napi_value Level(const UnitCall& call, VoiceDetector& detector) { return call.Number(double{detector.level_dbfs()}); }

napi_value NonFiniteSamples(const UnitCall& call, VoiceDetector& detector) {
  return call.Number(static_cast<double>(detector.non_finite_samples()));
}

}  // namespace

void RegisterVoiceDetector(napi_env env, napi_value exports) {
  using Class = UnitClass<VoiceDetector, Make>;
  Class::Register(env, exports, "VoiceDetector",
                  {Class::FrameMethod<Process>("process"), Class::Method<NextEvent>("nextEvent"),
                   Class::FrameMethod<Probability>("probability"), Class::Method<Speech>("speech"),
                   Class::Method<Level>("levelDbfs"), Class::Method<NonFiniteSamples>("nonFiniteSamples"),
                   Class::Reset()});
}

}  // namespace ossicle::addon
