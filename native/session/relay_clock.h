#pragma once

#include <optional>

#include "core/slot_map.h"
#include "rtp/rtp_packet.h"

namespace ossicle::session {

/// Brings the timestamps of relayed packets onto the stream in which they go on. A source keeps its distances; another
/// source, or another stream of the same, continues where the one before ended.
class RelayClock {
 public:
  /// Whether packets of this stream are mapped already.
  bool Follows(Handle source, Ssrc ssrc) const { return source_ == source && ssrc_ == ssrc; }
  /// The next packet of the stream, with `timestamp`, is to have `mapped`.
  void Follow(Handle source, Ssrc ssrc, std::uint32_t timestamp, std::uint32_t mapped) {
    source_ = source;
    ssrc_ = ssrc;
    offset_ = mapped - timestamp;
    last_sequence_.reset();
  }
  void Forget() { source_ = {}; }

  std::uint32_t Map(std::uint32_t timestamp) const { return timestamp + offset_; }

  /// How long the packet lasts, as far as the one before tells; else `usual`.
  std::uint32_t DurationOf(const rtp::RtpPacket& packet, std::uint32_t usual) {
    const std::uint32_t distance = packet.timestamp - last_timestamp_;
    const bool follows = last_sequence_ && packet.sequence_number == static_cast<std::uint16_t>(*last_sequence_ + 1);
    last_sequence_ = packet.sequence_number;
    last_timestamp_ = packet.timestamp;
    return follows && distance > 0 && distance <= kMostFrames * usual ? distance : usual;
  }

 private:
  static constexpr std::uint32_t kMostFrames = 6;  // 120 ms

  Handle source_;
  Ssrc ssrc_{};
  std::uint32_t offset_ = 0;
  std::optional<std::uint16_t> last_sequence_;
  std::uint32_t last_timestamp_ = 0;
};

}  // namespace ossicle::session
