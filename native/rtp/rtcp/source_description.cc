#include "rtp/rtcp/source_description.h"

#include <algorithm>

namespace ossicle::rtp {
namespace {

constexpr std::uint8_t kEndItem = 0;
constexpr std::uint8_t kCnameItem = 1;
constexpr std::size_t kMaxItemSize = 255;

std::string_view TextOf(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes BytesOf(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

/// A chunk ends with one or more null octets, up to the next multiple of four (RFC 3550 section 6.5).
SourceName ReadChunk(ByteReader& reader) {
  SourceName name{.ssrc = Ssrc{reader.U32()}, .cname = {}};
  while (const std::uint8_t item = reader.U8()) {
    const Bytes text = reader.Take(reader.U8());
    if (item == kCnameItem) name.cname = TextOf(text);
  }
  while (reader.position() % 4 != 0 && reader.ok()) reader.Skip(1);
  return name;
}

}  // namespace

Result<SourceDescription> ParseSourceDescription(const RtcpPacket& packet) {
  ByteReader reader(packet.body);
  SourceDescription description;
  for (int i = 0; i < packet.count && reader.ok(); ++i) description.Add(ReadChunk(reader));
  if (!reader.ok()) return Status(StatusCode::kMalformed, "source description shorter than its count says");
  return description;
}

void WriteSourceDescription(const SourceName& name, ByteWriter& writer) {
  const std::string_view cname = name.cname.substr(0, kMaxItemSize);
  const std::size_t used = 4 + 2 + cname.size() + 1;
  const std::size_t body_size = (used + 3) / 4 * 4;
  WriteRtcpHeader(RtcpType::kSourceDescription, 1, body_size, writer);
  writer.U32(Raw(name.ssrc));
  writer.U8(kCnameItem);
  writer.U8(static_cast<std::uint8_t>(cname.size()));
  writer.Append(BytesOf(cname));
  for (std::size_t i = used - 1; i < body_size; ++i) writer.U8(kEndItem);
}

}  // namespace ossicle::rtp
