#pragma once

#include <vector>

#include "file/ogg_page.h"

namespace ossicle::file {

/// Puts the packets of one logical stream together from its pages (RFC 3533 section 6). Per page Begin, then Next until
/// it says false. Memory is taken once; of a longer packet only the fact is kept.
class OggPacketReader {
 public:
  explicit OggPacketReader(std::size_t most_bytes) : most_bytes_(most_bytes) { packet_.reserve(most_bytes); }

  /// Another stream begins.
  void Restart();
  /// A page begins. The rest of a packet whose begin is lost counts as too long.
  void Begin(const OggPage& page);
  /// Goes on to the end of the next packet; false when the page has no more.
  bool Next(const OggPage& page);

  /// Whether a packet goes on into the next page.
  bool begun() const { return begun_; }
  /// Its begin is not followed by its rest.
  void Lose() { begun_ = false; }
  /// What there is of the packet.
  Bytes packet() const { return packet_; }
  bool too_long() const { return too_long_; }
  /// Of the page, the segment after the packet.
  std::size_t segment() const { return segment_; }

 private:
  const std::size_t most_bytes_;
  std::vector<std::uint8_t> packet_;
  bool begun_ = false;
  bool too_long_ = false;
  std::size_t segment_ = 0;
  std::size_t body_at_ = 0;
};

}  // namespace ossicle::file
