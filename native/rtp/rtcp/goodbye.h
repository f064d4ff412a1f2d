#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/status.h"
#include "rtp/rtcp/rtcp_packet.h"

namespace ossicle::rtp {

/// Sources that leave (RFC 3550 section 6.6).
struct Goodbye {
  std::array<Ssrc, 31> sources{};
  std::size_t source_count = 0;
  std::string_view reason;  ///< Points into the datagram; empty if none.
  std::span<const Ssrc> view() const { return {sources.data(), source_count}; }
};

Result<Goodbye> ParseGoodbye(const RtcpPacket& packet);
/// Appends the packet, header included; a reason is cut to 255 bytes.
void WriteGoodbye(const Goodbye& goodbye, ByteWriter& writer);

}  // namespace ossicle::rtp
