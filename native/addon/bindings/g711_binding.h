#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `G711Encoder` and `G711Decoder`: `lib/audio/g711.ts`.
void RegisterG711(napi_env env, napi_value exports);

}  // namespace ossicle::addon
