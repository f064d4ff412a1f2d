#include "codec/g711_codec.h"

#include <algorithm>
#include <bit>

#include "core/target_clones.h"

// A G.711 code is a tiny floating point number: sign, 3 bits of exponent, 4 of mantissa. So the exponent and mantissa
// of an IEEE float do the work of the usual tables and shifts, and the loops need only conversions, which every
// vector unit has. All values below are exact in float.
namespace ossicle::codec {
namespace {

constexpr int kMantissaShift = 19;  // leaves exponent and the 4 highest mantissa bits of a float
constexpr int kExponentBias = 127;

// Magnitude of a 16-bit sample with the ones' complement for negative ones, as the ITU-T reference takes it.
constexpr int Magnitude(int sample, int shift) { return (sample ^ (sample >> 31)) >> shift; }

constexpr int ExponentAndMantissa(int value, int lowest_exponent) {
  const int bits = std::bit_cast<int>(static_cast<float>(value)) >> kMantissaShift;
  return bits - ((kExponentBias + lowest_exponent) << 4);
}

// Middle of the interval (a 1 after the mantissa), scaled so that segment 0 begins at 2^lowest_exponent.
constexpr int MiddleOf(int exponent_and_mantissa, int lowest_exponent) {
  const int bits = ((exponent_and_mantissa + ((kExponentBias + lowest_exponent) << 4)) << kMantissaShift) |
                   (1 << (kMantissaShift - 1));
  return static_cast<int>(std::bit_cast<float>(bits));
}

// G.711 table 2: 14-bit magnitudes, 33 added so that segments begin at powers of two.
constexpr std::uint8_t MuLawCode(int sample) {
  const int code = ExponentAndMantissa(std::min(Magnitude(sample, 2) + 33, 8191), 5);
  return static_cast<std::uint8_t>((sample < 0 ? 0x7F : 0xFF) ^ code);
}

constexpr Sample MuLawSample(std::uint8_t byte) {
  const int magnitude = (MiddleOf(~byte & 0x7F, 5) - 33) * 4;
  return static_cast<Sample>(byte & 0x80 ? magnitude : -magnitude);
}

// G.711 table 1: 12-bit magnitudes; the first two segments share a step, so the lowest 16 are codes already.
constexpr std::uint8_t ALawCode(int sample) {
  const int magnitude = Magnitude(sample, 4);
  const int lift = magnitude < 16 ? 16 : 0;  // into the second segment and back: a choice of constants is no branch
  const int code = ExponentAndMantissa(magnitude + lift, 3) - lift;
  return static_cast<std::uint8_t>((sample < 0 ? 0x55 : 0xD5) ^ code);
}

constexpr Sample ALawSample(std::uint8_t byte) {
  const int code = (byte ^ 0x55) & 0x7F;
  const int floating = MiddleOf(code, 7);
  const int magnitude = code < 16 ? code * 16 + 8 : floating;
  return static_cast<Sample>(byte & 0x80 ? magnitude : -magnitude);
}

}  // namespace

OSSICLE_TARGET_CLONES
static void EncodeMu(const Sample* __restrict in, std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = MuLawCode(in[i]);
}

OSSICLE_TARGET_CLONES
static void EncodeA(const Sample* __restrict in, std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = ALawCode(in[i]);
}

OSSICLE_TARGET_CLONES
static void DecodeMu(const std::uint8_t* __restrict in, Sample* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = MuLawSample(in[i]);
}

OSSICLE_TARGET_CLONES
static void DecodeA(const std::uint8_t* __restrict in, Sample* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = ALawSample(in[i]);
}

void EncodeMuLaw(ConstSamples in, MutableBytes out) { EncodeMu(in.data(), out.data(), std::min(in.size(), out.size())); }
void EncodeALaw(ConstSamples in, MutableBytes out) { EncodeA(in.data(), out.data(), std::min(in.size(), out.size())); }
void DecodeMuLaw(Bytes in, Samples out) { DecodeMu(in.data(), out.data(), std::min(in.size(), out.size())); }
void DecodeALaw(Bytes in, Samples out) { DecodeA(in.data(), out.data(), std::min(in.size(), out.size())); }

Result<std::size_t> G711Decoder::Decode(Bytes payload, Samples out) {
  if (payload.empty()) return Status(StatusCode::kMalformed, "empty G.711 payload");
  if (payload.size() > out.size()) return Status(StatusCode::kInvalidArgument, "G.711 payload longer than the frame");
  law_ == G711Law::kMu ? DecodeMuLaw(payload, out) : DecodeALaw(payload, out);
  return payload.size();
}

Result<std::size_t> G711Encoder::Encode(ConstSamples frame, MutableBytes out) {
  if (frame.empty()) return Status(StatusCode::kInvalidArgument, "empty frame");
  if (frame.size() > out.size()) return Status(StatusCode::kInvalidArgument, "no room for the G.711 payload");
  law_ == G711Law::kMu ? EncodeMuLaw(frame, out) : EncodeALaw(frame, out);
  return frame.size();
}

}  // namespace ossicle::codec
