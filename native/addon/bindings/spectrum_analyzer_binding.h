#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports `SpectrumAnalyzer`: `lib/audio/spectrum-analyzer.ts`.
void RegisterSpectrumAnalyzer(napi_env env, napi_value exports);

}  // namespace ossicle::addon
