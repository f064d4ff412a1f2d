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

/// One source and its canonical name (RFC 3550 section 6.5.1). Other items are skipped.
struct SourceName {
  Ssrc ssrc{};
  std::string_view cname;  ///< At most 255 bytes of UTF-8 as received; points into the datagram. Empty if none.
};

class SourceDescription {
 public:
  bool Add(const SourceName& name) {
    if (count_ == names_.size()) return false;
    names_[count_++] = name;
    return true;
  }
  std::span<const SourceName> names() const { return {names_.data(), count_}; }

 private:
  std::array<SourceName, 31> names_{};
  std::size_t count_ = 0;
};

Result<SourceDescription> ParseSourceDescription(const RtcpPacket& packet);
/// Appends a packet with one chunk that holds one CNAME item, cut to 255 bytes.
void WriteSourceDescription(const SourceName& name, ByteWriter& writer);

}  // namespace ossicle::rtp
