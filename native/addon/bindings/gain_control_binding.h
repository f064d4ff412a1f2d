#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `GainControl`: `lib/audio/gain-control.ts`.
void RegisterGainControl(napi_env env, napi_value exports);

}  // namespace ossicle::addon
