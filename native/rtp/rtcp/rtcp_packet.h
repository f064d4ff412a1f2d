#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/status.h"

namespace ossicle::rtp {

/// RTCP packet types this library reads and writes (RFC 3550 section 12.1). Others pass as plain numbers.
enum class RtcpType : std::uint8_t {
  kSenderReport = 200,
  kReceiverReport = 201,
  kSourceDescription = 202,
  kGoodbye = 203,
};

/// One packet inside a compound: its header fields and what follows the four header bytes, padding removed.
struct RtcpPacket {
  RtcpType type{};
  std::uint8_t count = 0;  ///< Report or source count; a subtype for other kinds.
  Bytes body;
};

/// Reads the packet at the reader's position (RFC 3550 section 6.4.1: V, P, count, type, length in words minus one).
Result<RtcpPacket> ReadRtcpPacket(ByteReader& reader);

/// Writes the four header bytes for a body of `body_size` bytes, which must be a multiple of four.
void WriteRtcpHeader(RtcpType type, std::size_t count, std::size_t body_size, ByteWriter& writer);

}  // namespace ossicle::rtp
