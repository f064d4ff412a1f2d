#include "addon/bindings/answering_machine_detector_binding.h"

#include "addon/bindings/tone_steps.h"
#include "addon/unit_class.h"
#include "dsp/answering_machine_detector.h"

namespace ossicle::addon {
namespace {

using dsp::AnsweringMachineDetector;

/// A detector and what its latest call brought.
struct Detector {
  Detector(int sample_rate_hz, const AnsweringMachineDetector::Config& config)
      : sample_rate_hz(static_cast<std::size_t>(sample_rate_hz)), detector(sample_rate_hz, config) {}

  std::size_t sample_rate_hz;
  AnsweringMachineDetector detector;
  std::span<const AnsweringMachineDetector::Event> events;
};

Result<std::unique_ptr<Detector>> Make(const UnitCall& call) {
  AnsweringMachineDetector::Config config;
  config.most_initial_silence = FromMilliseconds(call.Option("maximumInitialSilenceMs"));
  config.least_word = FromMilliseconds(call.Option("minimumWordMs"));
  config.pause_between_words = FromMilliseconds(call.Option("betweenWordsSilenceMs"));
  config.most_greeting = FromMilliseconds(call.Option("maximumGreetingMs"));
  config.most_words = call.IntOption("maximumWords");
  config.silence_after_greeting = FromMilliseconds(call.Option("afterGreetingSilenceMs"));
  config.most_time = FromMilliseconds(call.Option("maximumTimeMs"));
  return std::make_unique<Detector>(call.IntOption("sampleRateHz"), config);
}

/// How many events it brought.
napi_value Process(const UnitCall& call, Detector& unit) {
  const auto frame = call.Int16(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  if (frame->size() > unit.sample_rate_hz) return call.Error(FrameError::kBadLength);
  unit.events = unit.detector.Process(*frame);
  return call.Count(unit.events.size());
}

/// One of them: type, time, frequency and length of a beep.
napi_value Event(const UnitCall& call, Detector& unit) {
  const auto index = static_cast<std::size_t>(call.Int(0));
  const auto out = call.Float64(1);
  if (!out || out->size() < 4 || index >= unit.events.size()) return call.Error(FrameError::kNotAView);
  const auto& event = unit.events[index];
  (*out)[0] = static_cast<double>(event.type);
  (*out)[1] = event.at_ms;
  (*out)[2] = double{event.beep_hz};
  (*out)[3] = event.beep_ms;
  return call.Count(4);
}

napi_value Decision(const UnitCall& call, Detector& unit) {
  return call.Count(static_cast<std::size_t>(unit.detector.decision()));
}
napi_value Cause(const UnitCall& call, Detector& unit) {
  return call.Count(static_cast<std::size_t>(unit.detector.cause()));
}

napi_value Reset(const UnitCall& call, Detector& unit) {
  unit.detector.Reset();
  unit.events = {};
  return call.Undefined();
}

}  // namespace

void RegisterAnsweringMachineDetector(napi_env env, napi_value exports) {
  using Class = UnitClass<Detector, Make>;
  Class::Register(env, exports, "AnsweringMachineDetector",
                  {Class::Method<Process>("process"), Class::Method<Event>("event"),
                   Class::Method<Decision>("decision"), Class::Method<Cause>("cause"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
