#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `G722Encoder` and `G722Decoder`: `lib/audio/g722.ts`.
void RegisterG722(napi_env env, napi_value exports);

}  // namespace ossicle::addon
