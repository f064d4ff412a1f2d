#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `OpusEncoder` and `OpusDecoder`: `lib/audio/opus.ts`.
void RegisterOpus(napi_env env, napi_value exports);

}  // namespace ossicle::addon
