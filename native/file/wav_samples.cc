#include "file/wav_samples.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ossicle::file {
namespace {

std::uint32_t Little32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 | std::uint32_t{p[3]} << 24;
}

void PutLittle(std::uint32_t value, std::size_t width, std::uint8_t* out) {
  for (std::size_t i = 0; i < width; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

Sample MuLawToLinear(std::uint8_t code) {  // G.711 table 2a
  const int bits = ~code & 0x7F;
  const int magnitude = ((((bits & 15) << 3) + 132) << (bits >> 4)) - 132;
  return static_cast<Sample>(code & 0x80 ? magnitude : -magnitude);
}

Sample ALawToLinear(std::uint8_t code) {  // G.711 table 1a
  const int bits = (code ^ 0x55) & 0x7F, segment = bits >> 4;
  const int step = ((bits & 15) << 4) + 8;
  const int magnitude = segment == 0 ? step : (step + 256) << (segment - 1);
  return static_cast<Sample>(code & 0x80 ? magnitude : -magnitude);
}

// Position of the highest set bit, as segments are counted: the first begins at 2^lowest.
int Segment(int value, int lowest) { return std::max(static_cast<int>(std::bit_width(static_cast<unsigned>(value))) - 1 - lowest, 0); }

std::uint8_t LinearToMuLaw(int sample) {  // 14-bit magnitudes with 33 added, ones' complement for negative ones
  const int value = std::min((((sample ^ (sample >> 31)) >> 2) + 33), 8191);
  const int segment = Segment(value, 5);
  const int code = segment << 4 | ((value >> (segment + 1)) & 15);
  return static_cast<std::uint8_t>((sample < 0 ? 0x7F : 0xFF) ^ code);
}

std::uint8_t LinearToALaw(int sample) {  // 12-bit magnitudes; the first two segments share a step
  const int value = (sample ^ (sample >> 31)) >> 4;
  const int segment = value < 16 ? 0 : Segment(value, 3);
  const int code = segment == 0 ? value : (segment << 4 | ((value >> (segment - 1)) & 15));
  return static_cast<std::uint8_t>((sample < 0 ? 0x55 : 0xD5) ^ code);
}

float Finite(float value) { return std::isfinite(value) ? value : 0.0f; }

float ReadDouble(const std::uint8_t* p) {
  const std::uint64_t bits = std::uint64_t{Little32(p + 4)} << 32 | Little32(p);
  const double value = std::bit_cast<double>(bits);
  return std::abs(value) < 3e38 ? static_cast<float>(value) : 0.0f;  // NaN compares false
}

// 32 bits of a stored integer, left-aligned.
template <Encoding kEncoding>
std::int32_t ReadInteger(const std::uint8_t* p) {
  if constexpr (kEncoding == Encoding::kPcm8) return static_cast<std::int32_t>(std::uint32_t{p[0] ^ 0x80u} << 24);
  if constexpr (kEncoding == Encoding::kPcm16) return static_cast<std::int32_t>(std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 24);
  if constexpr (kEncoding == Encoding::kPcm24)
    return static_cast<std::int32_t>(std::uint32_t{p[0]} << 8 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 24);
  if constexpr (kEncoding == Encoding::kPcm32) return static_cast<std::int32_t>(Little32(p));
  if constexpr (kEncoding == Encoding::kALaw) return ALawToLinear(p[0]) * 65536;
  if constexpr (kEncoding == Encoding::kMuLaw) return MuLawToLinear(p[0]) * 65536;
}

template <Encoding kEncoding, typename Out>
Out ReadSample(const std::uint8_t* p) {
  if constexpr (kEncoding == Encoding::kFloat32 || kEncoding == Encoding::kFloat64) {
    float value;
    if constexpr (kEncoding == Encoding::kFloat32) value = Finite(std::bit_cast<float>(Little32(p)));
    else value = ReadDouble(p);
    if constexpr (std::is_same_v<Out, float>) return value;
    else return FloatToSample(value);
  } else {
    const std::int32_t value = ReadInteger<kEncoding>(p);
    if constexpr (std::is_same_v<Out, float>) return static_cast<float>(value) * (1.0f / 2147483648.0f);
    else return static_cast<Sample>(value >> 16);
  }
}

template <Encoding kEncoding, typename Out>
void Convert(const std::uint8_t* in, std::size_t width, std::span<Out> out) {
  for (Out& sample : out) {
    sample = ReadSample<kEncoding, Out>(in);
    in += width;
  }
}

template <typename Out>
std::size_t Decode(Encoding encoding, Bytes in, std::span<Out> out) {
  const std::size_t width = WavSampleBytes(encoding);
  if (width == 0) return 0;
  const std::size_t count = std::min(in.size() / width, out.size());
  const std::span<Out> target = out.first(count);
  const std::uint8_t* const p = in.data();
  switch (encoding) {
    case Encoding::kPcm8: Convert<Encoding::kPcm8>(p, width, target); break;
    case Encoding::kPcm16: Convert<Encoding::kPcm16>(p, width, target); break;
    case Encoding::kPcm24: Convert<Encoding::kPcm24>(p, width, target); break;
    case Encoding::kPcm32: Convert<Encoding::kPcm32>(p, width, target); break;
    case Encoding::kFloat32: Convert<Encoding::kFloat32>(p, width, target); break;
    case Encoding::kFloat64: Convert<Encoding::kFloat64>(p, width, target); break;
    case Encoding::kALaw: Convert<Encoding::kALaw>(p, width, target); break;
    case Encoding::kMuLaw: Convert<Encoding::kMuLaw>(p, width, target); break;
    default: return 0;
  }
  return count;
}

void PutSample(Encoding encoding, Sample sample, std::uint8_t* out) {
  switch (encoding) {
    case Encoding::kFloat32: PutLittle(std::bit_cast<std::uint32_t>(static_cast<float>(sample) / 32768.0f), 4, out); break;
    case Encoding::kALaw: *out = LinearToALaw(sample); break;
    case Encoding::kMuLaw: *out = LinearToMuLaw(sample); break;
    default: PutLittle(static_cast<std::uint16_t>(sample), 2, out); break;
  }
}

}  // namespace

Sample FloatToSample(float value) {
  return static_cast<Sample>(std::lrintf(std::clamp(Finite(value) * 32768.0f, -32768.0f, 32767.0f)));
}

std::size_t WavSampleBytes(Encoding encoding) {
  switch (encoding) {
    case Encoding::kPcm8:
    case Encoding::kALaw:
    case Encoding::kMuLaw: return 1;
    case Encoding::kPcm16: return 2;
    case Encoding::kPcm24: return 3;
    case Encoding::kPcm32:
    case Encoding::kFloat32: return 4;
    case Encoding::kFloat64: return 8;
    default: return 0;
  }
}

std::size_t DecodeWavSamples(Encoding encoding, Bytes in, Samples out) { return Decode(encoding, in, out); }
std::size_t DecodeWavSamples(Encoding encoding, Bytes in, std::span<float> out) { return Decode(encoding, in, out); }

void EncodeWavSamples(Encoding encoding, ConstSamples in, MutableBytes out) {
  const std::size_t width = WavSampleBytes(encoding);
  for (std::size_t i = 0; i < in.size(); ++i) PutSample(encoding, in[i], out.data() + i * width);
}

void EncodeWavSamples(Encoding encoding, std::span<const float> in, MutableBytes out) {
  const std::size_t width = WavSampleBytes(encoding);
  for (std::size_t i = 0; i < in.size(); ++i) {
    std::uint8_t* const p = out.data() + i * width;
    if (encoding == Encoding::kFloat32) PutLittle(std::bit_cast<std::uint32_t>(Finite(in[i])), width, p);
    else PutSample(encoding, FloatToSample(in[i]), p);
  }
}

}  // namespace ossicle::file
