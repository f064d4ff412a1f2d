#include <napi.h>

#include "addon/bindings/build_info_binding.h"
#include "addon/bindings/media_engine_binding.h"
#include "addon/bindings/resampler_binding.h"
#include "addon/bindings/stepped_engine_binding.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  ossicle::addon::BuildInfoBinding::Register(env, exports);
  ossicle::addon::MediaEngineBinding::Register(env, exports);
  ossicle::addon::SteppedEngineBinding::Register(env, exports);
  ossicle::addon::RegisterResampler(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(ossicle, Init)
