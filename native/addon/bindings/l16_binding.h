#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `L16Encoder` and `L16Decoder`: `lib/audio/l16.ts`.
void RegisterL16(napi_env env, napi_value exports);

}  // namespace ossicle::addon
