#include "addon/bindings/l16_binding.h"

#include "addon/unit_class.h"
#include "codec/l16_codec.h"

namespace ossicle::addon {
namespace {

struct L16Encoder {
  void Reset() {}
};
struct L16Decoder {
  void Reset() {}
};

template <typename Unit>
Result<std::unique_ptr<Unit>> Make(const UnitCall&) {
  return std::make_unique<Unit>();
}

napi_value Encode(const UnitCall& call, L16Encoder&) {
  const auto in = call.Int16(0);
  const auto out = call.Uint8(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (out->size() / 2 < in->size()) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  codec::EncodeL16(*in, *out);
  return call.Count(in->size() * 2);
}

napi_value Decode(const UnitCall& call, L16Decoder&) {
  const auto in = call.Uint8(0);
  const auto out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (in->size() % 2 != 0) return call.Error(FrameError::kMalformed);
  if (out->size() < in->size() / 2) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  codec::DecodeL16(*in, *out);
  return call.Count(in->size() / 2);
}

}  // namespace

void RegisterL16(napi_env env, napi_value exports) {
  using Encoder = UnitClass<L16Encoder, Make<L16Encoder>>;
  using Decoder = UnitClass<L16Decoder, Make<L16Decoder>>;
  Encoder::Register(env, exports, "L16Encoder", {Encoder::FrameMethod<Encode>("process"), Encoder::Reset()});
  Decoder::Register(env, exports, "L16Decoder", {Decoder::FrameMethod<Decode>("process"), Decoder::Reset()});
}

}  // namespace ossicle::addon
