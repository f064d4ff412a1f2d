#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `NoiseSuppressor`: `lib/audio/noise-suppressor.ts`.
void RegisterNoiseSuppressor(napi_env env, napi_value exports);

}  // namespace ossicle::addon
