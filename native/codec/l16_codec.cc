#include "codec/l16_codec.h"

#include "core/target_clones.h"

namespace ossicle::codec {
namespace {

OSSICLE_TARGET_CLONES
void Encode(const Sample* __restrict in, std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<std::uint16_t>(in[i]);
    out[2 * i] = static_cast<std::uint8_t>(value >> 8);
    out[2 * i + 1] = static_cast<std::uint8_t>(value & 0xff);
  }
}

OSSICLE_TARGET_CLONES
void Decode(const std::uint8_t* __restrict in, Sample* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Sample>(in[2 * i] << 8 | in[2 * i + 1]);
}

}  // namespace

void EncodeL16(ConstSamples in, MutableBytes out) {
  if (out.size() / 2 >= in.size()) Encode(in.data(), out.data(), in.size());
}

void DecodeL16(Bytes in, Samples out) {
  if (out.size() >= in.size() / 2) Decode(in.data(), out.data(), in.size() / 2);
}

Result<std::size_t> L16Decoder::Decode(Bytes payload, Samples out) {
  const std::size_t samples = PacketSamples(payload);
  if (samples == 0) return Status(StatusCode::kMalformed, "no whole number of L16 samples");
  if (samples > out.size()) return Status(StatusCode::kInvalidArgument, "L16 payload longer than the frame");
  DecodeL16(payload, out);
  return samples;
}

Result<std::size_t> L16Encoder::Encode(ConstSamples frame, MutableBytes out) {
  if (frame.empty()) return Status(StatusCode::kInvalidArgument, "empty frame");
  if (frame.size() > out.size() / 2) return Status(StatusCode::kInvalidArgument, "no room for the L16 payload");
  EncodeL16(frame, out);
  return 2 * frame.size();
}

}  // namespace ossicle::codec
