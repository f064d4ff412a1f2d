#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/bytes.h"
#include "core/ids.h"
#include "rtp/rtp_packet.h"

namespace ossicle::rtp {

/// Packets of one stream by unwrapped sequence number, payloads copied into one ring of bytes.
/// Holds at most `max_packets` whose sequence numbers lie within `max_packets` of one another. All memory is taken
/// in the constructor; when there is no room Add refuses and the owner decides what to drop.
class PacketStore {
 public:
  struct Entry {
    std::int64_t sequence = 0;
    std::int64_t timestamp = 0;
    std::uint32_t offset = 0;
    std::uint16_t size = 0;
    PayloadType payload_type{};
    bool marker = false;
    bool used = false;
  };

  PacketStore(std::size_t max_packets, std::size_t max_bytes);

  /// Whether a payload of this size can be held at all.
  bool CanHold(std::size_t payload_size) const { return payload_size <= max_bytes_ && payload_size <= UINT16_MAX; }
  bool Add(const RtpPacket& packet, std::int64_t sequence, std::int64_t timestamp);
  /// The entry with the lowest sequence number, or nullptr.
  const Entry* First() const;
  const Entry* Find(std::int64_t sequence) const;
  Bytes PayloadOf(const Entry& entry) const { return {bytes_.get() + entry.offset, entry.size}; }
  /// Takes out the first entry. Its payload stays readable until the next Add, RemoveFirst or Clear.
  void RemoveFirst();
  void Clear();

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::int64_t last_sequence() const { return last_; }

 private:
  /// A piece of the byte ring, in the order in which it was taken.
  struct Piece {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::int64_t sequence = 0;
  };
  std::size_t SlotOf(std::int64_t sequence) const;
  bool Reserve(std::size_t size, std::uint32_t& offset) const;
  void ReleaseHead();

  std::size_t max_packets_;
  std::size_t max_bytes_;
  std::unique_ptr<Entry[]> entries_;
  std::unique_ptr<Piece[]> pieces_;
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t count_ = 0;
  std::int64_t first_ = 0;  ///< Lowest and highest sequence number held, when count_ > 0.
  std::int64_t last_ = 0;
  std::size_t oldest_piece_ = 0;
  std::size_t piece_count_ = 0;
};

}  // namespace ossicle::rtp
