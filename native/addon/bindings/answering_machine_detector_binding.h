#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `AnsweringMachineDetector`: `lib/audio/answering-machine-detector.ts`.
void RegisterAnsweringMachineDetector(napi_env env, napi_value exports);

}  // namespace ossicle::addon
