#include "addon/bindings/tone_detector_binding.h"

#include <cmath>

#include "addon/bindings/tone_patterns.h"
#include "addon/unit_class.h"
#include "dsp/tone_detector.h"

namespace ossicle::addon {
namespace {

using dsp::ToneDetector;
using dsp::ToneEvent;
using dsp::TonePattern;

/// A detector and what its latest call brought.
struct Detector {
  Detector(int sample_rate_hz, const ToneDetector::Config& config)
      : sample_rate_hz(static_cast<std::size_t>(sample_rate_hz)), detector(sample_rate_hz, config) {}

  std::size_t sample_rate_hz;
  ToneDetector detector;
  std::span<const ToneEvent> events;
};

Result<std::unique_ptr<Detector>> Make(const UnitCall& call) {
  std::vector<TonePattern> patterns;
  if (const auto figures = call.Float64(1)) patterns = PatternsOf(*figures);
  for (const TonePattern& pattern : patterns)
    if (!pattern.audible()) return Status(StatusCode::kInvalidArgument, "a pattern cannot be heard");
  const ToneDetector::Config config{patterns, call.Option("fax") != 0, call.Option("beep") != 0};
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

/// One of them, in the order that `lib/audio/tone-detector.ts` reads.
napi_value Event(const UnitCall& call, Detector& unit) {
  const auto index = static_cast<std::size_t>(call.Int(0));
  const auto out = call.Float64(1);
  constexpr std::size_t kFigures = 13, kWordBits = 32, kWords = ToneEvent::kMostPatterns / kWordBits;
  if (!out || out->size() < kFigures + kWords || index >= unit.events.size()) return call.Error(FrameError::kNotAView);
  const ToneEvent& event = unit.events[index];
  const dsp::HeardTone& tone = event.tone;
  std::size_t at = 0;
  const auto put = [&](double figure) { (*out)[at++] = figure; };
  put(static_cast<double>(event.type));
  put(event.at_ms);
  put(event.signal);
  put(event.periods);
  put(double{event.level_dbm0});
  put(tone.on_ms);
  put(double{tone.depth});
  put(tone.phase_reversals);
  put(static_cast<double>(tone.lines.count));
  for (const float hz : tone.lines.hz) put(double{hz});
  for (std::size_t word = 0; word < kWords; ++word) {
    double bits = 0;
    for (std::size_t i = 0; i < kWordBits; ++i) bits += event.candidates[word * kWordBits + i] ? std::exp2(i) : 0;
    put(bits);
  }
  return call.Count(at);
}

napi_value Reset(const UnitCall& call, Detector& unit) {
  unit.detector.Reset();
  unit.events = {};
  return call.Undefined();
}

}  // namespace

void RegisterToneDetector(napi_env env, napi_value exports) {
  using Class = UnitClass<Detector, Make>;
  Class::Register(env, exports, "ToneDetector",
                  {Class::Method<Process>("process"), Class::Method<Event>("event"), Class::Method<Reset>("reset")});
}

}  // namespace ossicle::addon
