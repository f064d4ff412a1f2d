#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `LoudnessMeter`: `lib/audio/loudness-meter.ts`.
void RegisterLoudnessMeter(napi_env env, napi_value exports);

}  // namespace ossicle::addon
