#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `Resampler`: `lib/audio/resampler.ts`.
void RegisterResampler(napi_env env, napi_value exports);

}  // namespace ossicle::addon
