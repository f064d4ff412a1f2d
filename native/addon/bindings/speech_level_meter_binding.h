#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `SpeechLevelMeter`: `lib/audio/speech-level-meter.ts`.
void RegisterSpeechLevelMeter(napi_env env, napi_value exports);

}  // namespace ossicle::addon
