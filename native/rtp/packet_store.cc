#include "rtp/packet_store.h"

#include <algorithm>
#include <cstring>

namespace ossicle::rtp {
namespace {

/// An empty payload takes a byte too, so that no two entries share an offset and a full ring differs from an empty one.
std::size_t BytesTaken(std::size_t payload_size) { return std::max<std::size_t>(payload_size, 1); }

}  // namespace

PacketStore::PacketStore(std::size_t max_packets, std::size_t max_bytes)
    : max_packets_(std::clamp<std::size_t>(max_packets, 2, 4096)),
      max_bytes_(std::clamp<std::size_t>(max_bytes, 1, std::size_t{1} << 20)),
      entries_(new Entry[max_packets_ + 1]),
      index_(new std::uint16_t[max_packets_]),
      bytes_(new std::uint8_t[max_bytes_]) {
  Clear();
}

void PacketStore::Clear() {
  std::fill_n(index_.get(), max_packets_, kNone);
  count_ = 0;
  oldest_ = 0;
  taken_ = 0;
}

std::size_t PacketStore::IndexSlot(std::int64_t sequence) const {
  const auto size = static_cast<std::int64_t>(max_packets_);
  return static_cast<std::size_t>((sequence % size + size) % size);
}

bool PacketStore::Add(const RtpPacket& packet, std::int64_t sequence, std::int64_t timestamp, bool noise) {
  ReleaseOldest();
  const std::int64_t first = count_ ? std::min(first_, sequence) : sequence;
  const std::int64_t last = count_ ? std::max(last_, sequence) : sequence;
  if (last - first >= static_cast<std::int64_t>(max_packets_)) return false;
  std::uint16_t& place = index_[IndexSlot(sequence)];
  if (place != kNone || taken_ == max_packets_ + 1) return false;
  std::size_t offset = 0;
  if (!CanHold(packet.payload.size()) || !FindRoom(BytesTaken(packet.payload.size()), offset)) return false;

  const std::size_t slot = (oldest_ + taken_) % (max_packets_ + 1);
  entries_[slot] = {.sequence = sequence,
                    .timestamp = timestamp,
                    .offset = static_cast<std::uint32_t>(offset) & 0x1FFFFF,
                    .marker = packet.marker,
                    .used = true,
                    .noise = noise,
                    .payload_type = packet.payload_type,
                    .size = static_cast<std::uint16_t>(packet.payload.size())};
  if (!packet.payload.empty()) std::memcpy(bytes_.get() + offset, packet.payload.data(), packet.payload.size());
  place = static_cast<std::uint16_t>(slot);
  first_ = first;
  last_ = last;
  ++taken_;
  ++count_;
  return true;
}

bool PacketStore::FindRoom(std::size_t size, std::size_t& offset) const {
  offset = 0;
  if (taken_ == 0) return true;
  const Entry& oldest = entries_[oldest_];
  const Entry& newest = entries_[(oldest_ + taken_ - 1) % (max_packets_ + 1)];
  const std::size_t head = oldest.offset;
  const std::size_t tail = newest.offset + BytesTaken(newest.size);
  if (newest.offset < head) {  // the ring has turned
    offset = tail;
    return size <= head - tail;
  }
  if (size <= max_bytes_ - tail) {
    offset = tail;
    return true;
  }
  return size <= head;
}

void PacketStore::ReleaseOldest() {
  while (taken_ > 0 && !entries_[oldest_].used) {
    oldest_ = (oldest_ + 1) % (max_packets_ + 1);
    --taken_;
  }
}

const PacketStore::Entry* PacketStore::Find(std::int64_t sequence) const {
  if (!count_ || sequence < first_ || sequence > last_) return nullptr;
  const std::uint16_t slot = index_[IndexSlot(sequence)];
  return slot == kNone ? nullptr : &entries_[slot];
}

const PacketStore::Entry* PacketStore::First() const { return count_ ? Find(first_) : nullptr; }

void PacketStore::RemoveFirst() {
  if (!count_) return;
  ReleaseOldest();
  std::uint16_t& place = index_[IndexSlot(first_)];
  entries_[place].used = false;
  place = kNone;
  --count_;
  while (count_ && index_[IndexSlot(first_)] == kNone) ++first_;
}

}  // namespace ossicle::rtp
