#pragma once

#include "core/bytes.h"
#include "core/ids.h"
#include "core/status.h"
#include "rtp/rtcp/report_block.h"
#include "rtp/rtcp/rtcp_packet.h"

namespace ossicle::rtp {

/// Report of one who sends nothing (RFC 3550 section 6.4.2). `ssrc` is the reporter's.
struct ReceiverReport {
  Ssrc ssrc{};
  ReportBlockList reports;
};

Result<ReceiverReport> ParseReceiverReport(const RtcpPacket& packet);
/// Appends the packet, header included.
void WriteReceiverReport(const ReceiverReport& report, ByteWriter& writer);

}  // namespace ossicle::rtp
