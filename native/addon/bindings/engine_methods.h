#pragma once

#include <napi.h>

#include <cstring>
#include <vector>

#include "addon/args.h"
#include "addon/errors.h"
#include "addon/event_bridge.h"
#include "media/engine.h"
#include "net/address_text.h"

namespace ossicle::addon {

/// The methods that both engines have. `Self` is the wrapped class and offers `media::Engine& engine()`.
template <typename Self>
class EngineMethods : public Napi::ObjectWrap<Self> {
 public:
  explicit EngineMethods(const Napi::CallbackInfo& call) : Napi::ObjectWrap<Self>(call) {}

 protected:
  using Call = const Napi::CallbackInfo&;
  using Property = Napi::ClassPropertyDescriptor<Self>;

  static std::vector<Property> Methods() {
    return {
        Self::InstanceMethod("createSession", &Self::CreateSession),
        Self::InstanceMethod("closeSession", &Self::CloseSession),
        Self::InstanceMethod("createEndpoint", &Self::CreateEndpoint),
        Self::InstanceMethod("configureEndpoint", &Self::ConfigureEndpoint),
        Self::InstanceMethod("moveEndpoint", &Self::MoveEndpoint),
        Self::InstanceMethod("setLoopback", &Self::SetLoopback),
        Self::InstanceMethod("setVoiceDetection", &Self::SetVoiceDetection),
        Self::InstanceMethod("watchVoice", &Self::WatchVoice),
        Self::InstanceMethod("unwatchVoice", &Self::UnwatchVoice),
        Self::InstanceMethod("detectSounds", &Self::DetectSounds),
        Self::InstanceMethod("watchSpeaker", &Self::WatchSpeaker),
        Self::InstanceMethod("setEchoCancellation", &Self::SetEchoCancellation),
        Self::InstanceMethod("setNoiseSuppression", &Self::SetNoiseSuppression),
        Self::InstanceMethod("setGainControl", &Self::SetGainControl),
        Self::InstanceMethod("closeEndpoint", &Self::CloseEndpoint),
        Self::InstanceMethod("createSource", &Self::CreateSource),
        Self::InstanceMethod("pauseSource", &Self::PauseSource),
        Self::InstanceMethod("seekSource", &Self::SeekSource),
        Self::InstanceMethod("createBridge", &Self::CreateBridge),
        Self::InstanceMethod("setParticipation", &Self::SetParticipation),
        Self::InstanceMethod("setHearing", &Self::SetHearing),
        Self::InstanceMethod("play", &Self::Play),
        Self::InstanceMethod("stopPlayback", &Self::StopPlayback),
        Self::InstanceMethod("startRecording", &Self::StartRecording),
        Self::InstanceMethod("stopRecording", &Self::StopRecording),
        Self::InstanceMethod("pauseRecording", &Self::PauseRecording),
        Self::InstanceMethod("startTap", &Self::StartTap),
        Self::InstanceMethod("readTap", &Self::ReadTap),
        Self::InstanceMethod("tapDropped", &Self::TapDropped),
        Self::InstanceMethod("createStream", &Self::CreateStream),
        Self::InstanceMethod("writeStream", &Self::WriteStream),
        Self::InstanceMethod("markStream", &Self::MarkStream),
        Self::InstanceMethod("clearStream", &Self::ClearStream),
        Self::InstanceMethod("endStream", &Self::EndStream),
        Self::InstanceMethod("streamPlayed", &Self::StreamPlayed),
        Self::InstanceMethod("freeStream", &Self::FreeStream),
        Self::InstanceMethod("sendDtmf", &Self::SendDtmf),
        Self::InstanceMethod("stopDtmf", &Self::StopDtmf),
        Self::InstanceMethod("endpointStats", &Self::EndpointStats),
        Self::InstanceMethod("engineStats", &Self::EngineStats),
        Self::InstanceMethod("drainEvents", &Self::DrainEvents),
        Self::InstanceMethod("close", &Self::Close),
    };
  }

  Napi::Value CreateSession(Call call) { return HandleOrThrow(call, engine().CreateSession()); }
  void CloseSession(Call call) { Check(call.Env(), engine().CloseSession(ToHandle(call[0]))); }
  Napi::Value CreateEndpoint(Call call);
  void ConfigureEndpoint(Call call);
  void MoveEndpoint(Call call) { Check(call.Env(), engine().MoveEndpoint(ToHandle(call[0]), ToHandle(call[1]))); }
  void SetEchoCancellation(Call call) {
    Check(call.Env(), engine().SetEchoCancellation(ToHandle(call[0]), ToBool(call[1])));
  }
  void SetNoiseSuppression(Call call) {
    Check(call.Env(), engine().SetNoiseSuppression(ToHandle(call[0]), ToBool(call[1])));
  }
  void SetGainControl(Call call) { Check(call.Env(), engine().SetGainControl(ToHandle(call[0]), ToBool(call[1]))); }
  void SetVoiceDetection(Call call) {
    Check(call.Env(), engine().SetVoiceDetection(ToHandle(call[0]), ToBool(call[1])));
  }
  void WatchVoice(Call call) {
    const dsp::VoiceActivityMonitor::Config config{static_cast<float>(ToDouble(call[1])), ToDuration(call[2])};
    Check(call.Env(), engine().WatchVoice(ToHandle(call[0]), config));
  }
  void DetectSounds(Call call) {
    Check(call.Env(), engine().DetectSounds(ToHandle(call[0]), ToSoundDetection(call[1])));
  }
  void WatchSpeaker(Call call) { Check(call.Env(), engine().WatchSpeaker(ToHandle(call[0]), ToBool(call[1]))); }
  void UnwatchVoice(Call call) { Check(call.Env(), engine().UnwatchVoice(ToHandle(call[0]))); }
  void SetLoopback(Call call) { Check(call.Env(), engine().SetLoopback(ToHandle(call[0]), ToBool(call[1]))); }
  void CloseEndpoint(Call call) { Check(call.Env(), engine().CloseEndpoint(ToHandle(call[0]))); }
  Napi::Value CreateSource(Call call);
  void PauseSource(Call call) { Check(call.Env(), engine().PauseSource(ToHandle(call[0]), ToBool(call[1]))); }
  void SeekSource(Call call) { Check(call.Env(), engine().SeekSource(ToHandle(call[0]), ToDuration(call[1]))); }
  Napi::Value CreateBridge(Call call);
  void SetParticipation(Call call) {
    Check(call.Env(), engine().SetParticipation(ToHandle(call[0]), ToParticipation(call[1])));
  }
  void SetHearing(Call call) {
    Check(call.Env(), engine().SetHearing(ToHandle(call[0]), ToHandle(call[1]), ToBool(call[2])));
  }
  Napi::Value Play(Call call) {
    return HandleOrThrow(call, engine().Play(ToHandle(call[0]), ToSound(call[1]), ToPlayOptions(call[2])));
  }
  void StopPlayback(Call call) { engine().StopPlayback(ToHandle(call[0])); }
  Napi::Value StartRecording(Call call) {
    return HandleOrThrow(call, engine().StartRecording(ToRecordingTarget(call[0]), ToRecordingOptions(call[1])));
  }
  void StopRecording(Call call) { engine().StopRecording(ToHandle(call[0])); }
  void PauseRecording(Call call) { engine().PauseRecording(ToHandle(call[0]), ToBool(call[1])); }
  Napi::Value StartTap(Call call) {
    const int sample_rate_hz = std::clamp(ToInt(call[1]), 0, 48'000);
    return HandleOrThrow(call, engine().StartTap(ToRecordingTarget(call[0]), sample_rate_hz, ToAudioPart(call[2])));
  }
  Napi::Value ReadTap(Call call) {
    media::TapSink* tap = engine().FindTap(ToHandle(call[0]));
    return Count(call, tap ? tap->Read(ToSampleView(call[1])) : 0);
  }
  Napi::Value TapDropped(Call call) {
    const media::TapSink* tap = engine().FindTap(ToHandle(call[0]));
    return Count(call, tap ? tap->dropped() : 0);
  }
  Napi::Value CreateStream(Call call) {
    const int sample_rate_hz = std::clamp(ToInt(call[0]), 8'000, 192'000);
    const Duration capacity = std::min(ToDuration(call[1]), Duration(std::chrono::minutes(5)));
    return FromHandle(call.Env(), engine().CreateStream(sample_rate_hz, capacity));
  }
  Napi::Value WriteStream(Call call) {
    const auto stream = engine().FindStream(ToHandle(call[0]));
    const std::span<Sample> samples = ToSampleView(call[1]);
    if (!stream || stream->room() < samples.size()) {
      if (stream) stream->WantRoom();
      return Count(call, 0);
    }
    return Count(call, stream->Write(samples));
  }
  Napi::Value MarkStream(Call call) {
    const auto stream = engine().FindStream(ToHandle(call[0]));
    const bool taken = stream && stream->Mark(static_cast<std::uint32_t>(ToInt(call[1])));
    return Napi::Boolean::New(call.Env(), taken);
  }
  void ClearStream(Call call) {
    if (const auto stream = engine().FindStream(ToHandle(call[0]))) stream->Clear();
  }
  void EndStream(Call call) {
    if (const auto stream = engine().FindStream(ToHandle(call[0]))) stream->End();
  }
  Napi::Value StreamPlayed(Call call) {
    const auto stream = engine().FindStream(ToHandle(call[0]));
    return Count(call, stream ? stream->played() : 0);
  }
  void FreeStream(Call call) { engine().FreeStream(ToHandle(call[0])); }
  void SendDtmf(Call call) {
    const auto volume = static_cast<std::uint8_t>(std::clamp(ToInt(call[3]), 0, 63));
    Check(call.Env(), engine().SendDigits(ToHandle(call[0]), ToText(call[1]), ToDuration(call[2]), volume));
  }
  void StopDtmf(Call call) { Check(call.Env(), engine().StopDigits(ToHandle(call[0]))); }
  Napi::Value EndpointStats(Call call);
  void EngineStats(Call call);
  Napi::Value DrainEvents(Call call) { return addon::DrainEvents(call.Env(), engine()); }
  void Close(Call) { engine().Close(); }

 private:
  media::Engine& engine() { return static_cast<Self*>(this)->engine(); }
  static Napi::Value Count(Call call, std::uint64_t count) {
    return Napi::Number::New(call.Env(), static_cast<double>(count));
  }
  static Napi::Value HandleOrThrow(Call call, const Result<Handle>& handle) {
    if (!Check(call.Env(), handle.status())) return call.Env().Undefined();
    return FromHandle(call.Env(), handle.value());
  }
};

/// Writes `from` (a struct of doubles) into a Float64Array of at least as many.
template <typename Figures>
void WriteFigures(const Figures& from, std::span<double> out) {
  if (out.size() >= Figures::kFigures) std::memcpy(out.data(), &from, Figures::kFigures * sizeof(double));
}

template <typename Self>
Napi::Value EngineMethods<Self>::CreateEndpoint(Call call) {
  const Result<media::Engine::CreatedEndpoint> created =
      engine().CreateEndpoint(ToHandle(call[0]), ToParticipation(call[1]));
  if (!Check(call.Env(), created.status())) return call.Env().Undefined();
  Napi::Object result = Napi::Object::New(call.Env());
  result.Set("endpoint", FromHandle(call.Env(), created.value().endpoint));
  result.Set("port", Napi::Number::New(call.Env(), created.value().port));
  return result;
}

template <typename Self>
Napi::Value EngineMethods<Self>::CreateSource(Call call) {
  const media::Engine::SourceOptions options{ToPlayOptions(call[2]), static_cast<float>(ToDouble(call[3]))};
  const Result<media::Engine::CreatedSource> created =
      engine().CreateSource(ToHandle(call[0]), ToSound(call[1]), options);
  if (!Check(call.Env(), created.status())) return call.Env().Undefined();
  Napi::Object result = Napi::Object::New(call.Env());
  result.Set("endpoint", FromHandle(call.Env(), created.value().endpoint));
  result.Set("playback", FromHandle(call.Env(), created.value().playback));
  return result;
}

template <typename Self>
Napi::Value EngineMethods<Self>::CreateBridge(Call call) {
  const Result<media::Engine::CreatedBridge> created =
      engine().CreateBridge(ToHandle(call[0]), ToHandle(call[1]), ToParticipation(call[2]));
  if (!Check(call.Env(), created.status())) return call.Env().Undefined();
  Napi::Object result = Napi::Object::New(call.Env());
  result.Set("near", FromHandle(call.Env(), created.value().near));
  result.Set("far", FromHandle(call.Env(), created.value().far));
  return result;
}

template <typename Self>
void EngineMethods<Self>::ConfigureEndpoint(Call call) {
  const Result<session::EndpointConfig> config = ToEndpointConfig(call[1]);
  if (!Check(call.Env(), config.status())) return;
  Result<std::unique_ptr<secure::SrtpSession>> srtp = ToSrtp(call[1]);
  if (!Check(call.Env(), srtp.status())) return;
  Check(call.Env(), engine().ConfigureEndpoint(ToHandle(call[0]), config.value(), std::move(srtp).value()));
}

template <typename Self>
Napi::Value EngineMethods<Self>::EndpointStats(Call call) {
  const Result<session::EndpointStats> stats = engine().Stats(ToHandle(call[0]));
  if (!Check(call.Env(), stats.status())) return call.Env().Undefined();
  WriteFigures(stats.value(), ToFigures(call[1]));
  const SocketAddress& remote = stats.value().remote;
  return Napi::String::New(call.Env(), remote.valid() ? net::FormatAddress(remote) : "");
}

template <typename Self>
void EngineMethods<Self>::EngineStats(Call call) {
  WriteFigures(engine().Stats(), ToFigures(call[0]));
}

}  // namespace ossicle::addon
