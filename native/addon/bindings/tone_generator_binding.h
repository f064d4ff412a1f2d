#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `ToneGenerator`: `lib/audio/tone-generator.ts`.
void RegisterToneGenerator(napi_env env, napi_value exports);

}  // namespace ossicle::addon
