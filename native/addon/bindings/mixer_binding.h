#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `Mixer`: `lib/audio/mixer.ts`.
void RegisterMixer(napi_env env, napi_value exports);

}  // namespace ossicle::addon
