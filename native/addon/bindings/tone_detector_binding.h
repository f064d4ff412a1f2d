#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `ToneDetector`: `lib/audio/tone-detector.ts`.
void RegisterToneDetector(napi_env env, napi_value exports);

}  // namespace ossicle::addon
