#include "rtp/rtcp/rtcp_packet.h"

namespace ossicle::rtp {
namespace {

constexpr std::uint8_t kVersion = 2;
constexpr std::uint8_t kPaddingBit = 0x20;

}  // namespace

Result<RtcpPacket> ReadRtcpPacket(ByteReader& reader) {
  const std::uint8_t first = reader.U8();
  RtcpPacket packet;
  packet.type = RtcpType{reader.U8()};
  packet.count = first & 0x1F;
  packet.body = reader.Take(std::size_t{4} * reader.U16());
  if (!reader.ok()) return Status(StatusCode::kMalformed, "RTCP length beyond its datagram");
  if (first >> 6 != kVersion) return Status(StatusCode::kMalformed, "not RTCP version 2");

  if (first & kPaddingBit) {
    const std::size_t padding = packet.body.empty() ? 0 : packet.body.back();
    if (padding == 0 || padding % 4 != 0 || padding > packet.body.size())
      return Status(StatusCode::kMalformed, "RTCP padding longer than its packet");
    packet.body = packet.body.first(packet.body.size() - padding);
  }
  return packet;
}

void WriteRtcpHeader(RtcpType type, std::size_t count, std::size_t body_size, ByteWriter& writer) {
  writer.U8(static_cast<std::uint8_t>(kVersion << 6 | (count & 0x1F)));
  writer.U8(static_cast<std::uint8_t>(type));
  writer.U16(static_cast<std::uint16_t>(body_size / 4));
}

}  // namespace ossicle::rtp
