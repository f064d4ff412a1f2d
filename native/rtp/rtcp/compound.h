#pragma once

#include "core/bytes.h"
#include "core/status.h"
#include "rtp/rtcp/goodbye.h"
#include "rtp/rtcp/receiver_report.h"
#include "rtp/rtcp/rtcp_packet.h"
#include "rtp/rtcp/sender_report.h"
#include "rtp/rtcp/source_description.h"

namespace ossicle::rtp {

/// Receives the packets of a compound in their order. Override what matters.
class RtcpVisitor {
 public:
  virtual ~RtcpVisitor() = default;
  virtual void OnSenderReport(const SenderReport&) {}
  virtual void OnReceiverReport(const ReceiverReport&) {}
  virtual void OnSourceDescription(const SourceDescription&) {}
  virtual void OnGoodbye(const Goodbye&) {}
  /// APP, feedback, extended reports and whatever comes later.
  virtual void OnOther(const RtcpPacket&) {}
};

/// Reads one RTCP datagram. All packets are checked before the first is visited, so of a malformed datagram nothing
/// is seen. Reduced-size RTCP (RFC 5506: no report in front) is accepted.
Status ParseCompound(Bytes datagram, RtcpVisitor& visitor);

}  // namespace ossicle::rtp
