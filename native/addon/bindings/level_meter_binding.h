#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `LevelMeter`: `lib/audio/level-meter.ts`.
void RegisterLevelMeter(napi_env env, napi_value exports);

}  // namespace ossicle::addon
