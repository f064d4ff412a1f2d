#include "addon/bindings/g711_binding.h"

#include "addon/unit_class.h"
#include "codec/g711_codec.h"

namespace ossicle::addon {
namespace {

using codec::G711Law;

/// A law is all the state there is; encoder and decoder are two types, so that each has its own class.
struct G711Encoder {
  void Reset() {}
  G711Law law;
};
struct G711Decoder {
  void Reset() {}
  G711Law law;
};

template <typename Unit>
Result<std::unique_ptr<Unit>> Make(const UnitCall& call) {
  return std::make_unique<Unit>(Unit{call.Option("aLaw") != 0 ? G711Law::kA : G711Law::kMu});
}

napi_value Encode(const UnitCall& call, G711Encoder& encoder) {
  const auto in = call.Int16(0);
  const auto out = call.Uint8(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (out->size() < in->size()) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  (encoder.law == G711Law::kA ? codec::EncodeALaw : codec::EncodeMuLaw)(*in, *out);
  return call.Count(in->size());
}

napi_value Decode(const UnitCall& call, G711Decoder& decoder) {
  const auto in = call.Uint8(0);
  const auto out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (out->size() < in->size()) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  (decoder.law == G711Law::kA ? codec::DecodeALaw : codec::DecodeMuLaw)(*in, *out);
  return call.Count(in->size());
}

}  // namespace

void RegisterG711(napi_env env, napi_value exports) {
  using Encoder = UnitClass<G711Encoder, Make<G711Encoder>>;
  using Decoder = UnitClass<G711Decoder, Make<G711Decoder>>;
  Encoder::Register(env, exports, "G711Encoder", {Encoder::FrameMethod<Encode>("process"), Encoder::Reset()});
  Decoder::Register(env, exports, "G711Decoder", {Decoder::FrameMethod<Decode>("process"), Decoder::Reset()});
}

}  // namespace ossicle::addon
