#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `VoiceProcessor`: `lib/audio/voice-processor.ts`.
void RegisterVoiceProcessor(napi_env env, napi_value exports);

}  // namespace ossicle::addon
