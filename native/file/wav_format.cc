#include "file/wav_format.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "file/wav_samples.h"

namespace ossicle::file {
namespace {

using Header = Result<std::optional<WavFormat>>;

constexpr int kMaxChannels = 8;
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

std::optional<Encoding> EncodingOf(std::uint32_t tag, std::uint32_t bits) {
  if (tag == kFormatPcm && bits == 8) return Encoding::kPcm8;
  if (tag == kFormatPcm && bits == 16) return Encoding::kPcm16;
  if (tag == kFormatPcm && bits == 24) return Encoding::kPcm24;
  if (tag == kFormatPcm && bits == 32) return Encoding::kPcm32;
  if (tag == kFormatFloat && bits == 32) return Encoding::kFloat32;
  if (tag == kFormatFloat && bits == 64) return Encoding::kFloat64;
  if (tag == kFormatALaw && bits == 8) return Encoding::kALaw;
  if (tag == kFormatMuLaw && bits == 8) return Encoding::kMuLaw;
  return std::nullopt;
}

void SetData(WavFormat& format, std::size_t offset, std::uint32_t size) {
  format.data_offset = offset;
  // Written by streaming programs that did not know the length.
  if (size == 0 || size == 0xFFFFFFFFu) return;
  format.data_bytes = size / format.frame_bytes * format.frame_bytes;
}

Header NeedMore(Bytes prefix) {
  if (prefix.size() >= kMaxWavHeaderBytes) return Status(StatusCode::kUnsupported, "WAV header is too long");
  return std::optional<WavFormat>();
}

}  // namespace

Result<WavFormat> ParseWavFormatChunk(Bytes chunk) {
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
  if (channels < 1 || channels > std::uint32_t{kMaxChannels}) return Status(StatusCode::kUnsupported, "WAV file has not 1 to 8 channels");
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
      auto parsed = ParseWavFormatChunk(prefix.subspan(body, size));
      if (!parsed.ok()) return parsed.status();
      format = parsed.value();
    }
    at = body + static_cast<std::size_t>(padded);
  }
  return NeedMore(prefix);
}

std::size_t ConvertToMono(const WavFormat& format, Bytes frames, Samples out) {
  const auto channels = static_cast<std::size_t>(std::clamp(format.channels, 1, kMaxChannels));
  const std::size_t width = WavSampleBytes(format.encoding);
  if (width == 0 || format.frame_bytes != channels * width) return 0;  // not from ParseWavHeader
  const std::size_t count = std::min(frames.size() / format.frame_bytes, out.size());
  if (channels == 1) return DecodeWavSamples(format.encoding, frames, out.first(count));
  for (std::size_t i = 0; i < count; ++i) {
    std::array<Sample, kMaxChannels> frame{};
    DecodeWavSamples(format.encoding, frames.subspan(i * format.frame_bytes), Samples(frame).first(channels));
    int sum = 0;
    for (const Sample sample : frame) sum += sample;
    out[i] = static_cast<Sample>(sum / static_cast<int>(channels));
  }
  return count;
}

}  // namespace ossicle::file
