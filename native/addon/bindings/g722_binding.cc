#include "addon/bindings/g722_binding.h"

#include "addon/unit_class.h"
#include "codec/g722_codec.h"

namespace ossicle::addon {
namespace {

using codec::G722Decoder;
using codec::G722Encoder;

template <typename Unit>
Result<std::unique_ptr<Unit>> Make(const UnitCall& call) {
  return std::make_unique<Unit>(static_cast<codec::G722Mode>(call.IntOption("mode")));
}

napi_value Encode(const UnitCall& call, G722Encoder& encoder) {
  const auto in = call.Int16(0);
  const auto out = call.Uint8(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (in->size() % 2 != 0) return call.Error(FrameError::kBadLength);
  if (out->size() < in->size() / 2) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  const auto bytes = encoder.Encode(*in, *out);
  return bytes.ok() ? call.Count(bytes.value()) : call.Error(FrameError::kBadLength);
}

napi_value Decode(const UnitCall& call, G722Decoder& decoder) {
  const auto in = call.Uint8(0);
  const auto out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (out->size() < 2 * in->size()) return call.Error(FrameError::kTooShort);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  const auto samples = decoder.Decode(*in, *out);
  return samples.ok() ? call.Count(samples.value()) : call.Error(FrameError::kMalformed);
}

}  // namespace

void RegisterG722(napi_env env, napi_value exports) {
  using Encoder = UnitClass<G722Encoder, Make<G722Encoder>>;
  using Decoder = UnitClass<G722Decoder, Make<G722Decoder>>;
  Encoder::Register(env, exports, "G722Encoder", {Encoder::FrameMethod<Encode>("process"), Encoder::Reset()});
  Decoder::Register(env, exports, "G722Decoder", {Decoder::FrameMethod<Decode>("process"), Decoder::Reset()});
}

}  // namespace ossicle::addon
