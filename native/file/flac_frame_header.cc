#include "file/flac_frame_header.h"

#include <array>
#include <bit>

namespace ossicle::file {
namespace {

// RFC 9639 section 9.1.8: polynomial 0x07, initially 0.
constexpr std::array<std::uint8_t, 256> kChecksumTable = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    unsigned value = i;
    for (int bit = 0; bit < 8; ++bit) value = value << 1 ^ (value & 0x80u ? 0x107u : 0u);
    table[i] = static_cast<std::uint8_t>(value);
  }
  return table;
}();

std::uint8_t Checksum(Bytes bytes) {
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : bytes) sum = kChecksumTable[sum ^ byte];
  return sum;
}

/// Section 9.1.5: as UTF-8, extended to 36 bits.
std::optional<std::uint64_t> TakeNumber(ByteReader& reader) {
  const std::uint8_t first = reader.U8();
  const int ones = std::countl_one(first);
  if (ones == 0) return first;
  if (ones == 1 || ones == 8) return std::nullopt;
  std::uint64_t number = first & (0x7Fu >> ones);
  for (int i = 1; i < ones; ++i) {
    const std::uint8_t byte = reader.U8();
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    number = number << 6 | (byte & 0x3Fu);
  }
  return number;
}

/// Section 9.1.1; 0 for the reserved code.
unsigned TakeBlockFrames(unsigned code, ByteReader& reader) {
  if (code == 0) return 0;
  if (code == 1) return 192;
  if (code <= 5) return 576u << (code - 2);
  if (code == 6) return reader.U8() + 1u;
  if (code == 7) return reader.U16() + 1u;
  return 256u << (code - 8);
}

/// Section 9.1.2; 0 where the frame refers to the stream, -1 for the forbidden code.
int TakeRateHz(unsigned code, ByteReader& reader) {
  constexpr std::array<int, 12> kRatesHz = {0,      88'200, 176'400, 192'000, 8000,   16'000,
                                            22'050, 24'000, 32'000,  44'100,  48'000, 96'000};
  if (code < kRatesHz.size()) return kRatesHz[code];
  if (code == 12) return reader.U8() * 1000;
  if (code == 13) return reader.U16();
  if (code == 14) return reader.U16() * 10;
  return -1;
}

/// Sections 9.1.3 and 9.1.4, the byte of both.
bool FitsSamples(std::uint8_t byte, const FlacStreamInfo& stream) {
  constexpr std::array<int, 8> kBits = {0, 8, 12, -1, 16, 20, 24, 32};
  const unsigned channels = byte >> 4;
  const int bits = kBits[byte >> 1 & 7u];
  const bool channels_fit = channels < 8 ? static_cast<int>(channels) + 1 == stream.channels : channels < 11 && stream.channels == 2;
  return channels_fit && (byte & 1) == 0 && (bits == 0 || bits == stream.bits);
}

}  // namespace

std::optional<FlacFrameHeader> ParseFlacFrameHeader(Bytes bytes, const FlacStreamInfo& stream) {
  ByteReader reader(bytes);
  const std::uint16_t sync = reader.U16();
  const std::uint8_t sizes = reader.U8();
  if ((sync & 0xFFFE) != 0xFFF8 || !FitsSamples(reader.U8(), stream)) return std::nullopt;
  const auto number = TakeNumber(reader);
  if (!number) return std::nullopt;
  const unsigned block_frames = TakeBlockFrames(sizes >> 4, reader);
  const int rate_hz = TakeRateHz(sizes & 0xF, reader);
  const std::size_t size = reader.position();
  const std::uint8_t checksum = reader.U8();
  if (!reader.ok() || checksum != Checksum(bytes.first(size))) return std::nullopt;
  if (block_frames == 0 || block_frames > stream.max_block_frames) return std::nullopt;
  if (rate_hz != 0 && rate_hz != stream.sample_rate_hz) return std::nullopt;
  // Blocks of one size are counted, others give their first sample.
  const bool one_size = (sync & 1) == 0;
  return FlacFrameHeader{one_size ? *number * stream.max_block_frames : *number, block_frames};
}

}  // namespace ossicle::file
