#pragma once

#include <node_api.h>

namespace ossicle::addon {

/// Exports the readers and writers of sound files: `lib/audio/wav.ts`, `flac.ts`, `ogg-opus.ts`.
void RegisterAudioFiles(napi_env env, napi_value exports);

}  // namespace ossicle::addon
