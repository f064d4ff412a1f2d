#include "secure/srtp_packet.h"

namespace ossicle::secure {

SrtpHeader ReadSrtpHeader(Bytes packet) {
  ByteReader reader(packet);
  const std::uint8_t first = reader.U8();
  reader.Skip(1);
  SrtpHeader header;
  header.sequence_number = reader.U16();
  reader.Skip(4);
  header.ssrc = Ssrc{reader.U32()};
  reader.Skip(std::size_t{4} * (first & 0x0F));
  if (first & 0x10) {
    reader.Skip(2);
    const std::size_t words = reader.U16();
    reader.Skip(4 * words);
  }
  if (reader.ok() && first >> 6 == 2) header.size = reader.position();
  return header;
}

bool ReadSrtcpSender(Bytes packet, Ssrc& ssrc) {
  ByteReader reader(packet);
  const std::uint8_t first = reader.U8();
  reader.Skip(3);
  ssrc = Ssrc{reader.U32()};
  return reader.ok() && first >> 6 == 2;
}

}  // namespace ossicle::secure
