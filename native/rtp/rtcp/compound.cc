#include "rtp/rtcp/compound.h"

namespace ossicle::rtp {
namespace {

Status Visit(const RtcpPacket& packet, RtcpVisitor* visitor) {
  const auto pass = [visitor](const auto& parsed, auto method) {
    if (parsed.ok() && visitor) (visitor->*method)(parsed.value());
    return parsed.status();
  };
  switch (packet.type) {
    case RtcpType::kSenderReport: return pass(ParseSenderReport(packet), &RtcpVisitor::OnSenderReport);
    case RtcpType::kReceiverReport: return pass(ParseReceiverReport(packet), &RtcpVisitor::OnReceiverReport);
    case RtcpType::kSourceDescription: return pass(ParseSourceDescription(packet), &RtcpVisitor::OnSourceDescription);
    case RtcpType::kGoodbye: return pass(ParseGoodbye(packet), &RtcpVisitor::OnGoodbye);
  }
  if (visitor) visitor->OnOther(packet);
  return Status::Ok();
}

/// Without a visitor only checks.
Status Walk(Bytes datagram, RtcpVisitor* visitor) {
  ByteReader reader(datagram);
  while (reader.remaining() > 0) {
    const Result<RtcpPacket> packet = ReadRtcpPacket(reader);
    if (!packet.ok()) return packet.status();
    if (const Status status = Visit(packet.value(), visitor); !status.ok()) return status;
  }
  return Status::Ok();
}

}  // namespace

Status ParseCompound(Bytes datagram, RtcpVisitor& visitor) {
  if (datagram.empty()) return Status(StatusCode::kMalformed, "empty RTCP datagram");
  const Status checked = Walk(datagram, nullptr);
  return checked.ok() ? Walk(datagram, &visitor) : checked;
}

}  // namespace ossicle::rtp
