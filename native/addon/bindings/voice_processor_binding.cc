#include "addon/bindings/voice_processor_binding.h"

#include "addon/unit_class.h"
#include "addon/voice_unit.h"
#include "dsp/voice_processor.h"

namespace ossicle::addon {
namespace {

using dsp::EchoCanceller;
using dsp::GainControl;
using dsp::NoiseSuppressor;
using dsp::VoiceProcessor;

struct ProcessorUnit : VoiceUnit<VoiceProcessor> {
  explicit ProcessorUnit(int rate_hz)
      : VoiceUnit(rate_hz, std::make_unique<VoiceProcessor>(rate_hz)), sample_rate_hz(rate_hz) {}

  /// Here the thread that processes is the one that switches, and may free what has gone.
  void Collect() {
    part->echo_canceller().TakeRetired();
    part->noise_suppressor().TakeRetired();
    part->gain_control().TakeRetired();
  }

  int sample_rate_hz;
};

Result<std::unique_ptr<ProcessorUnit>> Make(const UnitCall& call) {
  const int rate_hz = call.IntOption("sampleRateHz");
  if (!dsp::WebRtcStage::IsRate(rate_hz)) return kNoSuchVoiceRate;
  return std::make_unique<ProcessorUnit>(rate_hz);
}

napi_value ProcessAlone(const UnitCall& call, ProcessorUnit& unit) {
  return WithVoiceFrame(call, 0, unit.frames, [&](auto frame) {
    unit.frames.Replace(frame, [&](std::span<float> block) { unit.part->Process({}, block); });
    unit.Collect();
    return call.Count(frame.size());
  });
}

napi_value ProcessWithReference(const UnitCall& call, ProcessorUnit& unit) {
  return WithVoiceFrame(call, 0, unit.frames, [&](auto frame) {
    return WithReference(call, 1, frame, [&](auto reference, auto near) {
      unit.frames.Replace(reference, near, [&](std::span<const float> far, std::span<float> block) {
        unit.part->Process(far, block);
      });
      unit.Collect();
    });
  });
}

/// Makes a part, where one is wanted, and puts it into its place.
template <typename Part, typename MakePart>
napi_value Switch(const UnitCall& call, dsp::SwitchedStage<Part>& stage, bool on, MakePart make) {
  std::unique_ptr<Part> part;
  if (on) {
    Result<std::unique_ptr<Part>> made = make();
    if (!made.ok()) {
      call.Throw(made.status());
      return nullptr;
    }
    part = std::move(made).value();
  }
  stage.Switch(part);
  return call.Count(0);
}

napi_value SwitchEchoCanceller(const UnitCall& call, ProcessorUnit& unit) {
  return Switch(call, unit.part->echo_canceller(), call.Bool(0),
                [&] { return EchoCanceller::Create(unit.sample_rate_hz); });
}

napi_value SwitchNoiseSuppressor(const UnitCall& call, ProcessorUnit& unit) {
  return Switch(call, unit.part->noise_suppressor(), call.Bool(0), [&] {
    return NoiseSuppressor::Create({.sample_rate_hz = unit.sample_rate_hz,
                                    .reduction = static_cast<dsp::NoiseReduction>(call.Int(1)),
                                    .bypass_clean = call.Bool(2)});
  });
}

napi_value SwitchGainControl(const UnitCall& call, ProcessorUnit& unit) {
  return Switch(call, unit.part->gain_control(), call.Bool(0), [&]() -> Result<std::unique_ptr<GainControl>> {
    return std::make_unique<GainControl>(
        GainControl::Config{.sample_rate_hz = unit.sample_rate_hz,
                            .frame_samples = FrameSamples(unit.sample_rate_hz, Milliseconds(10)),
                            .target_dbfs = static_cast<float>(call.Double(1)),
                            .most_gain_db = static_cast<float>(call.Double(2)),
                            .ceiling_dbfs = static_cast<float>(call.Double(3))});
  });
}

napi_value LatencySamples(const UnitCall& call, ProcessorUnit& unit) {
  return call.Number(unit.part->latency_samples());
}

napi_value EchoReturnLossEnhancementDb(const UnitCall& call, ProcessorUnit& unit) {
  const EchoCanceller* part = unit.part->echo_canceller().part();
  return part && part->echo_return().known() ? call.Number(double{part->echo_return().enhancement_db()})
                                             : call.Undefined();
}

napi_value EchoDelayMs(const UnitCall& call, ProcessorUnit& unit) {
  const EchoCanceller* part = unit.part->echo_canceller().part();
  return part && part->echo_delay().known() ? call.Number(double{part->echo_delay().delay_ms()}) : call.Undefined();
}

napi_value NoiseLevelDbfs(const UnitCall& call, ProcessorUnit& unit) {
  const NoiseSuppressor* part = unit.part->noise_suppressor().part();
  return part ? call.Number(double{part->noise_level_dbfs()}) : call.Undefined();
}

napi_value GainDb(const UnitCall& call, ProcessorUnit& unit) {
  const GainControl* part = unit.part->gain_control().part();
  return part ? call.Number(double{part->gain_db()}) : call.Undefined();
}

napi_value NonFiniteSamples(const UnitCall& call, ProcessorUnit& unit) {
  return call.Number(static_cast<double>(unit.frames.non_finite_samples()));
}

}  // namespace

void RegisterVoiceProcessor(napi_env env, napi_value exports) {
  using Class = UnitClass<ProcessorUnit, Make>;
  Class::Register(
      env, exports, "VoiceProcessor",
      {Class::FrameMethod<ProcessAlone>("processAlone"), Class::FrameMethod<ProcessWithReference>("process"),
       Class::Method<SwitchEchoCanceller>("switchEchoCanceller"),
       Class::Method<SwitchNoiseSuppressor>("switchNoiseSuppressor"),
       Class::Method<SwitchGainControl>("switchGainControl"), Class::Method<LatencySamples>("latencySamples"),
       Class::Method<EchoReturnLossEnhancementDb>("echoReturnLossEnhancementDb"),
       Class::Method<EchoDelayMs>("echoDelayMs"), Class::Method<NoiseLevelDbfs>("noiseLevelDbfs"),
       Class::Method<GainDb>("gainDb"), Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
