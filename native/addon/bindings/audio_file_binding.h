#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Adds WavReader and WavWriter.
void RegisterAudioFiles(napi_env env, napi_value exports);

}  // namespace ossicle::addon
