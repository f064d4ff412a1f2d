#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `DtmfGenerator`: `lib/audio/dtmf-generator.ts`.
void RegisterDtmfGenerator(napi_env env, napi_value exports);

}  // namespace ossicle::addon
