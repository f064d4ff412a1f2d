#include "file/flac_header.h"

#include <algorithm>

namespace ossicle::file {
namespace {

constexpr std::uint32_t kMagic = 0x664C6143;  // "fLaC"
constexpr std::size_t kFrameOverheadBytes = 18 + 8 * 10;  // header, footer, and a subframe's head in every channel

}  // namespace

std::size_t FlacStreamInfo::MostFrameBytes() const {
  const auto bits_a_channel = static_cast<std::size_t>(max_block_frames) * static_cast<std::size_t>(bits + 1);
  return static_cast<std::size_t>(channels) * (bits_a_channel / 8 + 1) + kFrameOverheadBytes;
}

Result<FlacStreamInfo> ParseFlacHead(Bytes head) {
  ByteReader reader(head);
  const bool magic = reader.U32() == kMagic;
  const std::uint32_t block = reader.U32();
  if (!magic || (block & 0x7FFFFFFFu) != kFlacStreamInfoBytes)
    return Status(StatusCode::kMalformed, "not a FLAC file");
  FlacStreamInfo info;
  info.min_block_frames = reader.U16();
  info.max_block_frames = reader.U16();
  info.min_frame_bytes = reader.U24();
  info.max_frame_bytes = reader.U24();
  const std::uint64_t packed = reader.U64();
  info.sample_rate_hz = static_cast<int>(packed >> 44);
  info.channels = static_cast<int>((packed >> 41) & 7) + 1;
  info.bits = static_cast<int>((packed >> 36) & 31) + 1;
  info.total_frames = packed & 0xFFFFFFFFFull;
  const Bytes md5 = reader.Take(info.md5.size());
  if (!reader.ok()) return Status(StatusCode::kMalformed, "FLAC header is too short");
  std::copy(md5.begin(), md5.end(), info.md5.begin());
  if (info.min_block_frames < 16 || info.max_block_frames < info.min_block_frames)
    return Status(StatusCode::kMalformed, "FLAC block size out of range");
  if (info.bits < 4) return Status(StatusCode::kMalformed, "FLAC sample size out of range");
  if (info.sample_rate_hz < 1000 || info.sample_rate_hz > 655'350)
    return Status(StatusCode::kUnsupported, "FLAC sample rate out of range");
  return info;
}

std::array<std::uint8_t, kFlacHeadBytes> WriteFlacHead(const FlacStreamInfo& info, bool last) {
  std::array<std::uint8_t, kFlacHeadBytes> head{};
  ByteWriter writer(head);
  writer.U32(kMagic);
  writer.U32(static_cast<std::uint32_t>(kFlacStreamInfoBytes) | (last ? 0x80000000u : 0u));
  writer.U16(static_cast<std::uint16_t>(info.min_block_frames));
  writer.U16(static_cast<std::uint16_t>(info.max_block_frames));
  writer.U24(info.min_frame_bytes);
  writer.U24(info.max_frame_bytes);
  writer.U64(static_cast<std::uint64_t>(info.sample_rate_hz) << 44 | static_cast<std::uint64_t>(info.channels - 1) << 41 |
             static_cast<std::uint64_t>(info.bits - 1) << 36 | (info.total_frames & 0xFFFFFFFFFull));
  writer.Append(info.md5);
  return head;
}

}  // namespace ossicle::file
