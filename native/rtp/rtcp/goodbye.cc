#include "rtp/rtcp/goodbye.h"

namespace ossicle::rtp {
namespace {

constexpr std::size_t kMaxReasonSize = 255;

}  // namespace

Result<Goodbye> ParseGoodbye(const RtcpPacket& packet) {
  ByteReader reader(packet.body);
  Goodbye goodbye;
  goodbye.source_count = packet.count;
  for (std::size_t i = 0; i < goodbye.source_count; ++i) goodbye.sources[i] = Ssrc{reader.U32()};
  if (reader.ok() && reader.remaining() > 0) {
    const Bytes reason = reader.Take(reader.U8());
    goodbye.reason = {reinterpret_cast<const char*>(reason.data()), reason.size()};
  }
  if (!reader.ok()) return Status(StatusCode::kMalformed, "goodbye shorter than its count says");
  return goodbye;
}

void WriteGoodbye(const Goodbye& goodbye, ByteWriter& writer) {
  const std::string_view reason = goodbye.reason.substr(0, kMaxReasonSize);
  const std::size_t reason_size = reason.empty() ? 0 : (1 + reason.size() + 3) / 4 * 4;
  WriteRtcpHeader(RtcpType::kGoodbye, goodbye.source_count, 4 * goodbye.source_count + reason_size, writer);
  for (const Ssrc source : goodbye.view()) writer.U32(Raw(source));
  if (reason.empty()) return;
  writer.U8(static_cast<std::uint8_t>(reason.size()));
  writer.Append({reinterpret_cast<const std::uint8_t*>(reason.data()), reason.size()});
  for (std::size_t i = 1 + reason.size(); i < reason_size; ++i) writer.U8(0);
}

}  // namespace ossicle::rtp
