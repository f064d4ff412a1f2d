#include "file/wav_reader.h"

#include <algorithm>
#include <cstring>

namespace ossicle::file {
namespace {

using Header = Result<std::optional<WavFormat>>;

constexpr std::size_t kRiffHeaderBytes = 12;
constexpr std::size_t kChunkHeaderBytes = 8;
constexpr std::size_t kFormatBytes = 16;
constexpr std::size_t kExtensibleBytes = 40;
constexpr std::uint32_t kFormatPcm = 1, kFormatFloat = 3, kFormatALaw = 6, kFormatMuLaw = 7, kFormatExtensible = 0xFFFE;
// The tail of the sub-format GUIDs of WAVE_FORMAT_EXTENSIBLE; the format tag stands before it.
constexpr std::uint8_t kGuidTail[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};

std::uint32_t Little(Bytes bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value |= std::uint32_t{bytes[at + i]} << (8 * i);
  return value;
}

bool HasTag(Bytes bytes, std::size_t at, const char* tag) { return std::memcmp(bytes.data() + at, tag, 4) == 0; }

std::optional<WavEncoding> EncodingOf(std::uint32_t tag, std::uint32_t bits) {
  if (tag == kFormatPcm && bits == 8) return WavEncoding::kPcm8;
  if (tag == kFormatPcm && bits == 16) return WavEncoding::kPcm16;
  if (tag == kFormatPcm && bits == 24) return WavEncoding::kPcm24;
  if (tag == kFormatPcm && bits == 32) return WavEncoding::kPcm32;
  if (tag == kFormatFloat && bits == 32) return WavEncoding::kFloat32;
  if (tag == kFormatALaw && bits == 8) return WavEncoding::kALaw;
  if (tag == kFormatMuLaw && bits == 8) return WavEncoding::kMuLaw;
  return std::nullopt;
}

Result<WavFormat> ParseFormatChunk(Bytes chunk) {
  if (chunk.size() < kFormatBytes) return Status(StatusCode::kMalformed, "WAV format chunk is too short");
  std::uint32_t tag = Little(chunk, 0, 2);
  const std::uint32_t channels = Little(chunk, 2, 2), rate = Little(chunk, 4, 4), bits = Little(chunk, 14, 2);
  if (tag == kFormatExtensible) {
    if (chunk.size() < kExtensibleBytes) return Status(StatusCode::kMalformed, "WAV format chunk is too short");
    if (std::memcmp(chunk.data() + 26, kGuidTail, sizeof kGuidTail) != 0)
      return Status(StatusCode::kUnsupported, "unknown WAV sub-format");
    tag = Little(chunk, 24, 2);
  }
  const auto encoding = EncodingOf(tag, bits);
  if (!encoding) return Status(StatusCode::kUnsupported, "WAV encoding is not PCM, float or G.711");
  if (channels < 1 || channels > 8) return Status(StatusCode::kUnsupported, "WAV file has not 1 to 8 channels");
  if (rate < 1000 || rate > 384'000) return Status(StatusCode::kUnsupported, "WAV sample rate out of range");
  // The block size the file states is not needed, and one that contradicts the rest is a lie.
  const std::uint32_t frame_bytes = channels * bits / 8;
  if (Little(chunk, 12, 2) != frame_bytes) return Status(StatusCode::kMalformed, "WAV block size contradicts the format");
  WavFormat format;
  format.encoding = *encoding;
  format.sample_rate_hz = static_cast<int>(rate);
  format.channels = static_cast<int>(channels);
  format.frame_bytes = frame_bytes;
  return format;
}

void SetData(WavFormat& format, std::size_t offset, std::uint32_t size) {
  format.data_offset = offset;
  // Written by streaming programs that did not know the length.
  if (size == 0 || size == 0xFFFFFFFFu) return;
  format.data_bytes = size / format.frame_bytes * format.frame_bytes;
}

std::size_t SampleBytes(WavEncoding encoding) {
  switch (encoding) {
    case WavEncoding::kPcm16: return 2;
    case WavEncoding::kPcm24: return 3;
    case WavEncoding::kPcm32:
    case WavEncoding::kFloat32: return 4;
    default: return 1;
  }
}

Header NeedMore(Bytes prefix) {
  if (prefix.size() >= kMaxWavHeaderBytes) return Status(StatusCode::kUnsupported, "WAV header is too long");
  return std::optional<WavFormat>();
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

Sample FloatToSample(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  if (!(value == value)) return 0;
  return static_cast<Sample>(std::clamp(value * 32768.0f, -32768.0f, 32767.0f));
}

template <WavEncoding kEncoding>
Sample ReadSample(const std::uint8_t* p) {
  if constexpr (kEncoding == WavEncoding::kPcm8) return static_cast<Sample>((p[0] - 128) * 256);
  if constexpr (kEncoding == WavEncoding::kPcm16) return static_cast<Sample>(p[0] | p[1] << 8);
  if constexpr (kEncoding == WavEncoding::kPcm24) return static_cast<Sample>(p[1] | p[2] << 8);
  if constexpr (kEncoding == WavEncoding::kPcm32) return static_cast<Sample>(p[2] | p[3] << 8);
  if constexpr (kEncoding == WavEncoding::kFloat32) return FloatToSample(Little({p, 4}, 0, 4));
  if constexpr (kEncoding == WavEncoding::kALaw) return ALawToLinear(p[0]);
  if constexpr (kEncoding == WavEncoding::kMuLaw) return MuLawToLinear(p[0]);
}

template <WavEncoding kEncoding>
void MixDown(const std::uint8_t* in, std::size_t channels, std::size_t sample_bytes, Samples out) {
  for (Sample& sample : out) {
    int sum = 0;
    for (std::size_t c = 0; c < channels; ++c, in += sample_bytes) sum += ReadSample<kEncoding>(in);
    sample = static_cast<Sample>(sum / static_cast<int>(channels));
  }
}

}  // namespace

Header ParseWavHeader(Bytes prefix) {
  if (prefix.size() < kRiffHeaderBytes) return std::optional<WavFormat>();
  if (!HasTag(prefix, 0, "RIFF") || !HasTag(prefix, 8, "WAVE")) return Status(StatusCode::kMalformed, "not a WAV file");
  std::optional<WavFormat> format;
  std::size_t at = kRiffHeaderBytes;
  while (prefix.size() - at >= kChunkHeaderBytes) {
    const std::uint32_t size = Little(prefix, at + 4, 4);
    const std::size_t body = at + kChunkHeaderBytes;
    if (HasTag(prefix, at, "data")) {
      if (!format) return Status(StatusCode::kMalformed, "WAV samples come before their format");
      SetData(*format, body, size);
      return format;
    }
    const std::uint64_t padded = std::uint64_t{size} + (size & 1);  // chunks begin at even offsets
    if (padded > kMaxWavHeaderBytes) return Status(StatusCode::kUnsupported, "WAV header is too long");
    if (padded > prefix.size() - body) return NeedMore(prefix);
    if (HasTag(prefix, at, "fmt ")) {
      auto parsed = ParseFormatChunk(prefix.subspan(body, size));
      if (!parsed.ok()) return parsed.status();
      format = parsed.value();
    }
    at = body + static_cast<std::size_t>(padded);
  }
  return NeedMore(prefix);
}

std::size_t ConvertToMono(const WavFormat& format, Bytes frames, Samples out) {
  const auto channels = static_cast<std::size_t>(std::clamp(format.channels, 1, 8));
  const std::size_t width = SampleBytes(format.encoding);
  if (format.frame_bytes != channels * width) return 0;  // not from ParseWavHeader
  const std::size_t count = std::min(frames.size() / format.frame_bytes, out.size());
  const Samples target = out.first(count);
  const std::uint8_t* in = frames.data();
  switch (format.encoding) {
    case WavEncoding::kPcm8: MixDown<WavEncoding::kPcm8>(in, channels, width, target); break;
    case WavEncoding::kPcm16: MixDown<WavEncoding::kPcm16>(in, channels, width, target); break;
    case WavEncoding::kPcm24: MixDown<WavEncoding::kPcm24>(in, channels, width, target); break;
    case WavEncoding::kPcm32: MixDown<WavEncoding::kPcm32>(in, channels, width, target); break;
    case WavEncoding::kFloat32: MixDown<WavEncoding::kFloat32>(in, channels, width, target); break;
    case WavEncoding::kALaw: MixDown<WavEncoding::kALaw>(in, channels, width, target); break;
    case WavEncoding::kMuLaw: MixDown<WavEncoding::kMuLaw>(in, channels, width, target); break;
  }
  return count;
}

}  // namespace ossicle::file
