#pragma once

#include "core/bytes.h"
#include "core/ids.h"

namespace ossicle::secure {

/// What protecting needs to know of an RTP header.
struct SrtpHeader {
  std::size_t size =
      0;  ///< With CSRCs and header extension; 0 when the packet is no RTP of version 2, or is cut short.
  std::uint16_t sequence_number = 0;
  Ssrc ssrc{};
};

/// The header of an RTP packet; `packet` does not include the tag.
SrtpHeader ReadSrtpHeader(Bytes packet);

/// Header and first SSRC of a compound, which stay in clear (RFC 3711 section 3.4).
inline constexpr std::size_t kSrtcpClearBytes = 8;
/// The E bit and 31 bits of index that every SRTCP packet carries.
inline constexpr std::size_t kSrtcpIndexBytes = 4;
inline constexpr std::uint32_t kSrtcpEncrypted = 0x80000000u;

/// The sender's SSRC of an RTCP compound; false when it is no RTCP of version 2.
bool ReadSrtcpSender(Bytes packet, Ssrc& ssrc);

}  // namespace ossicle::secure
