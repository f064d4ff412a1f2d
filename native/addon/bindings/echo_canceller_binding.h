#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `EchoCanceller`: `lib/audio/echo-canceller.ts`.
void RegisterEchoCanceller(napi_env env, napi_value exports);

}  // namespace ossicle::addon
