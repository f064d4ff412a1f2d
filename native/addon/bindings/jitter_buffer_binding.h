#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `JitterBuffer`: `lib/audio/jitter-buffer.ts`.
void RegisterJitterBuffer(napi_env env, napi_value exports);

}  // namespace ossicle::addon
