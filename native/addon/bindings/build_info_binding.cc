#include "addon/bindings/build_info_binding.h"

#include "codec/codec_registry.h"
#include "codec/opus_codec.h"
#include "dsp/webrtc_stage.h"
#include "secure/openssl_library.h"

namespace ossicle::addon {
namespace {

Napi::Array CpuFeatures(Napi::Env env) {
  Napi::Array features = Napi::Array::New(env);
#if defined(__x86_64__) && defined(__GNUC__)
  std::uint32_t count = 0;
  const auto add = [&](const char* name, bool has) {
    if (has) features[count++] = Napi::String::New(env, name);
  };
  add("sse4.2", __builtin_cpu_supports("sse4.2"));
  add("avx2", __builtin_cpu_supports("avx2"));
  add("fma", __builtin_cpu_supports("fma"));
  add("avx512f", __builtin_cpu_supports("avx512f"));
#elif defined(__aarch64__)
  features[0u] = Napi::String::New(env, "neon");
#endif
  return features;
}

Napi::Array CodecList(Napi::Env env) {
  Napi::Array codecs = Napi::Array::New(env);
  std::uint32_t count = 0;
  for (const codec::CodecDescription& description : codec::Codecs()) {
    Napi::Object codec = Napi::Object::New(env);
    codec.Set("name", std::string(description.name));
    codec.Set("payloadType", description.payload_type);
    codec.Set("clockRateHz", description.clock_rate_hz);
    codec.Set("channels", description.sdp_channels);
    codecs[count++] = codec;
  }
  return codecs;
}

Napi::Value BuildInfo(const Napi::CallbackInfo& call) {
  const Napi::Env env = call.Env();
  Napi::Object info = Napi::Object::New(env);
  info.Set("version", OSSICLE_VERSION);
#if defined(__VERSION__)
  info.Set("compiler", __VERSION__);
#else
  info.Set("compiler", "MSVC " + std::to_string(_MSC_VER));
#endif
  info.Set("opus", codec::OpusLibraryVersion());
  info.Set("openssl", secure::OpenSslVersion());
  info.Set("webrtc", dsp::WebRtcStage::IsLinked());
  info.Set("cpuFeatures", CpuFeatures(env));
  info.Set("codecs", CodecList(env));
  return info;
}

}  // namespace

void BuildInfoBinding::Register(Napi::Env env, Napi::Object exports) {
  exports.Set("buildInfo", Napi::Function::New(env, BuildInfo, "buildInfo"));
}

}  // namespace ossicle::addon
