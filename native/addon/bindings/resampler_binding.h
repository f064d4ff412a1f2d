#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// `Resampler(inHz, outHz, quality)`: lib/audio/resampler.ts.
void RegisterResampler(napi_env env, napi_value exports);

}  // namespace ossicle::addon
