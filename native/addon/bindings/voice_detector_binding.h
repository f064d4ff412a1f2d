#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `VoiceDetector`: `lib/audio/voice-detector.ts`.
void RegisterVoiceDetector(napi_env env, napi_value exports);

}  // namespace ossicle::addon
