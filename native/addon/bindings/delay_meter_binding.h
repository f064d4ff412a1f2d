#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `DelayMeter`: `lib/audio/delay-meter.ts`.
void RegisterDelayMeter(napi_env env, napi_value exports);

}  // namespace ossicle::addon
