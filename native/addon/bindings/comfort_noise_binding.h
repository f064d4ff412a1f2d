#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `ComfortNoiseGenerator` and `ComfortNoiseAnalyzer`: `lib/audio/comfort-noise.ts`.
void RegisterComfortNoise(napi_env env, napi_value exports);

}  // namespace ossicle::addon
