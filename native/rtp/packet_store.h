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
    std::uint32_t offset : 21 = 0;  ///< Up to max_bytes_, 2^20.
    bool marker : 1 = false;
    bool used : 1 = false;
    bool noise : 1 = false;  ///< A description of background noise, not audio.
    PayloadType payload_type{};
    std::uint16_t size = 0;
  };

  PacketStore(std::size_t max_packets, std::size_t max_bytes);

  /// Whether a payload of this size can be held at all.
  bool CanHold(std::size_t payload_size) const { return payload_size <= max_bytes_ && payload_size <= UINT16_MAX; }
  bool Add(const RtpPacket& packet, std::int64_t sequence, std::int64_t timestamp, bool noise = false);
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
  static constexpr std::uint16_t kNone = UINT16_MAX;

  std::size_t IndexSlot(std::int64_t sequence) const;
  bool FindRoom(std::size_t size, std::size_t& offset) const;
  void ReleaseOldest();

  std::size_t max_packets_;
  std::size_t max_bytes_;
  /// Ring in order of arrival, one more than max_packets_ for the entry removed last. An entry removed before an
  /// older one keeps its bytes until that one goes.
  std::unique_ptr<Entry[]> entries_;
  std::unique_ptr<std::uint16_t[]> index_;  ///< Entry by sequence number modulo max_packets_, or kNone.
  std::unique_ptr<std::uint8_t[]> bytes_;   ///< Ring of payloads, each in one piece.
  std::size_t count_ = 0;
  std::int64_t first_ = 0;  ///< Lowest and highest sequence number held, when count_ > 0.
  std::int64_t last_ = 0;
  std::size_t oldest_ = 0;  ///< Entries taken, released ones at the front excepted.
  std::size_t taken_ = 0;
};

}  // namespace ossicle::rtp
