#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `DtmfRemover`: `lib/audio/dtmf-remover.ts`.
void RegisterDtmfRemover(napi_env env, napi_value exports);

}  // namespace ossicle::addon
