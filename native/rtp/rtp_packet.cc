#include "rtp/rtp_packet.h"

namespace ossicle::rtp {
namespace {

constexpr std::uint8_t kVersion = 2;
constexpr std::uint8_t kPaddingBit = 0x20;
constexpr std::uint8_t kExtensionBit = 0x10;
constexpr std::uint8_t kMarkerBit = 0x80;

void SkipExtension(ByteReader& reader) {
  reader.Skip(2);  // profile-defined identifier
  const std::size_t words = reader.U16();
  reader.Skip(words * 4);
}

}  // namespace

Result<RtpPacket> ParseRtp(Bytes datagram) {
  ByteReader reader(datagram);
  const std::uint8_t first = reader.U8();
  const std::uint8_t second = reader.U8();
  RtpPacket packet;
  packet.marker = (second & kMarkerBit) != 0;
  packet.payload_type = PayloadType{static_cast<std::uint8_t>(second & 0x7F)};
  packet.sequence_number = reader.U16();
  packet.timestamp = reader.U32();
  packet.ssrc = Ssrc{reader.U32()};
  if (first >> 6 != kVersion) return Status(StatusCode::kMalformed, "not RTP version 2");

  reader.Skip(std::size_t{4} * (first & 0x0F));
  if (first & kExtensionBit) SkipExtension(reader);
  packet.payload = reader.Rest();
  if (!reader.ok()) return Status(StatusCode::kMalformed, "RTP header longer than its datagram");

  if (first & kPaddingBit) {
    const std::size_t padding = packet.payload.empty() ? 0 : packet.payload.back();
    if (padding == 0 || padding > packet.payload.size())
      return Status(StatusCode::kMalformed, "RTP padding longer than its payload");
    packet.payload = packet.payload.first(packet.payload.size() - padding);
  }
  return packet;
}

std::size_t WriteRtp(const RtpPacket& packet, MutableBytes out) {
  ByteWriter writer(out);
  writer.U8(kVersion << 6);
  writer.U8(static_cast<std::uint8_t>((packet.marker ? kMarkerBit : 0) | (Raw(packet.payload_type) & 0x7F)));
  writer.U16(packet.sequence_number);
  writer.U32(packet.timestamp);
  writer.U32(Raw(packet.ssrc));
  writer.Append(packet.payload);
  return writer.ok() ? writer.size() : 0;
}

bool LooksLikeRtcp(Bytes datagram) {
  return datagram.size() >= 2 && datagram[0] >> 6 == kVersion && datagram[1] >= 192 && datagram[1] <= 223;
}

bool LooksLikeStun(Bytes datagram) { return !datagram.empty() && datagram[0] <= 3; }

}  // namespace ossicle::rtp
