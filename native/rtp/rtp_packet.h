#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/status.h"

namespace ossicle::rtp {

/// Bytes of an RTP header without CSRCs and extension (RFC 3550 section 5.1).
inline constexpr std::size_t kRtpHeaderSize = 12;

/// One RTP packet. `payload` points into the datagram it was parsed from.
struct RtpPacket {
  PayloadType payload_type{};
  bool marker = false;
  std::uint16_t sequence_number = 0;
  std::uint32_t timestamp = 0;
  Ssrc ssrc{};
  Bytes payload{};
};

/// Reads version 2 RTP. CSRCs and the header extension are skipped and padding is removed; a payload of zero
/// bytes is valid. Anything that does not fit inside the datagram is kMalformed.
Result<RtpPacket> ParseRtp(Bytes datagram);

/// Writes header and payload; returns the bytes written, or 0 when they do not fit into `out`.
std::size_t WriteRtp(const RtpPacket& packet, MutableBytes out);

/// Whether a datagram on a port shared by RTP and RTCP is RTCP: its second byte is 192..223 (RFC 5761 section 4).
/// The whole range is taken, not only 200..204, because feedback (205, 206) and extended reports (207) would
/// otherwise be played as audio; RTP payload types 64..95, which collide with it, are never negotiated.
bool LooksLikeRtcp(Bytes datagram);

/// Whether a datagram on a media port is STUN: its first byte is 0..3 (RFC 7983 section 7).
bool LooksLikeStun(Bytes datagram);

}  // namespace ossicle::rtp
