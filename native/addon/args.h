#pragma once

#include <napi.h>

#include <string>
#include <vector>

#include "core/slot_map.h"
#include "core/socket_address.h"
#include "media/engine.h"

namespace ossicle::addon {

// Conversions between JavaScript values and the engine's types. TypeScript has validated and defaulted everything;
// what is wrong here all the same becomes zero, empty or a Status, never undefined behaviour.

Handle ToHandle(const Napi::Value& value);
Napi::Value FromHandle(Napi::Env env, Handle handle);
bool ToBool(const Napi::Value& value);
double ToDouble(const Napi::Value& value);
int ToInt(const Napi::Value& value);
std::uint16_t ToPort(const Napi::Value& value);
std::string ToText(const Napi::Value& value);
Duration ToDuration(const Napi::Value& milliseconds);

/// `lib/native/binding.ts` NativeEndpointConfig.
Result<session::EndpointConfig> ToEndpointConfig(const Napi::Value& value);
/// Its `srtp`; null for plain RTP.
Result<std::unique_ptr<secure::SrtpSession>> ToSrtp(const Napi::Value& config);
/// `lib/native/binding.ts` NativeParticipation; all of it by default.
session::Participation ToParticipation(const Napi::Value& value);
/// `lib/native/binding.ts` NativeSoundDetection; none for null.
std::optional<session::SoundDetectors::Config> ToSoundDetection(const Napi::Value& value);
/// `lib/native/binding.ts` NativeSound.
media::SoundSource ToSound(const Napi::Value& value);
/// `lib/native/binding.ts` NativeRecordingTarget.
media::RecordingTarget ToRecordingTarget(const Napi::Value& value);
/// `lib/native/binding.ts` NativeRecordingOptions.
media::RecordingOptions ToRecordingOptions(const Napi::Value& value);
/// 'said', 'heard' or 'both'.
session::AudioPart ToAudioPart(const Napi::Value& value);
/// The view of an Int16Array; empty for anything else.
std::span<Sample> ToSampleView(const Napi::Value& value);
/// `lib/native/binding.ts` NativePlayOptions.
session::PlayOptions ToPlayOptions(const Napi::Value& value);
/// `lib/native/binding.ts` NativeTone[].
std::vector<dsp::Tone> ToTones(const Napi::Value& value);
/// A copy of an Int16Array; empty for anything else.
std::vector<Sample> ToSamples(const Napi::Value& value);
/// The view of a Float64Array; empty for anything else.
std::span<double> ToFigures(const Napi::Value& value);

}  // namespace ossicle::addon
