#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `DtmfDetector`: `lib/audio/dtmf-detector.ts`.
void RegisterDtmfDetector(napi_env env, napi_value exports);

}  // namespace ossicle::addon
