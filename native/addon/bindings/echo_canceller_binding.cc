#include "addon/bindings/echo_canceller_binding.h"

#include "addon/unit_class.h"
#include "addon/voice_unit.h"
#include "dsp/echo_canceller.h"

namespace ossicle::addon {
namespace {

using dsp::EchoCanceller;
using EchoUnit = VoiceUnit<EchoCanceller>;

Result<std::unique_ptr<EchoUnit>> Make(const UnitCall& call) {
  const int rate_hz = call.IntOption("sampleRateHz");
  Result<std::unique_ptr<EchoCanceller>> part = EchoCanceller::Create(rate_hz);
  if (!part.ok()) return part.status();
  return std::make_unique<EchoUnit>(rate_hz, std::move(part).value());
}

napi_value Process(const UnitCall& call, EchoUnit& unit) {
  return WithVoiceFrame(call, 0, unit.frames, [&](auto frame) {
    return WithReference(call, 1, frame, [&](auto reference, auto near) {
      unit.frames.Replace(reference, near, [&](std::span<const float> far, std::span<float> block) {
        unit.part->Process(far, block);
      });
    });
  });
}

napi_value LatencySamples(const UnitCall& call, EchoUnit& unit) { return call.Number(unit.part->latency_samples()); }

napi_value EchoReturnLossEnhancementDb(const UnitCall& call, EchoUnit& unit) {
  const dsp::EchoReturnMeter& meter = unit.part->echo_return();
  return meter.known() ? call.Number(double{meter.enhancement_db()}) : call.Undefined();
}

napi_value EchoDelayMs(const UnitCall& call, EchoUnit& unit) {
  const dsp::EchoDelayMeter& meter = unit.part->echo_delay();
  return meter.known() ? call.Number(double{meter.delay_ms()}) : call.Undefined();
}

napi_value NonFiniteSamples(const UnitCall& call, EchoUnit& unit) {
  return call.Number(static_cast<double>(unit.frames.non_finite_samples()));
}

}  // namespace

void RegisterEchoCanceller(napi_env env, napi_value exports) {
  using Class = UnitClass<EchoUnit, Make>;
  Class::Register(env, exports, "EchoCanceller",
                  {Class::FrameMethod<Process>("process"), Class::Method<LatencySamples>("latencySamples"),
                   Class::Method<EchoReturnLossEnhancementDb>("echoReturnLossEnhancementDb"),
                   Class::Method<EchoDelayMs>("echoDelayMs"), Class::Method<NonFiniteSamples>("nonFiniteSamples"),
                   Class::Reset()});
}

}  // namespace ossicle::addon
