#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/status.h"
#include "core/time.h"
#include "rtp/rtcp/report_block.h"
#include "rtp/rtcp/rtcp_packet.h"

namespace ossicle::rtp {

/// What a sender says about its own stream (RFC 3550 section 6.4.1).
struct SenderInfo {
  NtpTime ntp_time;
  std::uint32_t rtp_timestamp = 0;  ///< The same moment on the stream's RTP clock.
  std::uint32_t packet_count = 0;
  std::uint32_t octet_count = 0;  ///< Payload only.
};

struct SenderReport {
  Ssrc ssrc{};
  SenderInfo info;
  ReportBlockList reports;
};

Result<SenderReport> ParseSenderReport(const RtcpPacket& packet);
/// Appends the packet, header included.
void WriteSenderReport(const SenderReport& report, ByteWriter& writer);

}  // namespace ossicle::rtp
