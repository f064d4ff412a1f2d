#include "file/ogg_page.h"

#include <numeric>

namespace ossicle::file {
namespace {

constexpr std::size_t kChecksumAt = 22, kSegmentCountAt = 26;
constexpr std::uint8_t kContinued = 1, kFirst = 2, kLast = 4;

// RFC 3533 section 6, field 6: polynomial 0x04C11DB7, no reflection, initially 0.
constexpr std::array<std::uint32_t, 256> kChecksumTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i << 24;
    for (int bit = 0; bit < 8; ++bit) value = value << 1 ^ (value & 0x80000000u ? 0x04C11DB7u : 0u);
    table[i] = value;
  }
  return table;
}();

// With zeroes in the place of the checksum itself.
std::uint32_t Checksum(Bytes page) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const std::uint8_t byte = i >= kChecksumAt && i < kChecksumAt + 4 ? std::uint8_t{0} : page[i];
    sum = sum << 8 ^ kChecksumTable[(sum >> 24) ^ byte];
  }
  return sum;
}

std::uint64_t Little(Bytes bytes, std::size_t at, int width) {
  std::uint64_t value = 0;
  for (int i = width - 1; i >= 0; --i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

void PutLittle(std::uint64_t value, int width, std::uint8_t* out) {
  for (int i = 0; i < width; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

bool BeginsPage(Bytes bytes) { return std::memcmp(bytes.data(), "OggS", 4) == 0 && bytes[4] == 0; }

}  // namespace

std::optional<OggPage> OggPageReader::Next() {
  bytes_.Drop(page_bytes_);
  page_bytes_ = 0;
  while (bytes_.size() >= kOggHeaderBytes) {
    const Bytes view = bytes_.view();
    const std::size_t segments = view[kSegmentCountAt];
    if (!BeginsPage(view)) {
      Skip(1);
      continue;
    }
    if (view.size() < kOggHeaderBytes + segments) return std::nullopt;
    const Bytes table = view.subspan(kOggHeaderBytes, segments);
    const std::size_t body = std::accumulate(table.begin(), table.end(), std::size_t{0});
    const std::size_t size = kOggHeaderBytes + segments + body;
    if (view.size() < size) return std::nullopt;
    if (Checksum(view.first(size)) != Little(view, kChecksumAt, 4)) {
      SkipFalsePage(size);
      continue;
    }
    in_damage_ = false;
    checked_in_vain_ = 0;
    page_bytes_ = size;
    const std::uint8_t flags = view[5];
    return OggPage{(flags & kContinued) != 0,
                   (flags & kFirst) != 0,
                   (flags & kLast) != 0,
                   static_cast<std::int64_t>(Little(view, 6, 8)),
                   static_cast<std::uint32_t>(Little(view, 14, 4)),
                   static_cast<std::uint32_t>(Little(view, 18, 4)),
                   table,
                   view.subspan(kOggHeaderBytes + segments, body)};
  }
  return std::nullopt;
}

void OggPageReader::Skip(std::size_t count) {
  if (!in_damage_) ++damaged_parts_;
  in_damage_ = true;
  bytes_.Drop(count);
}

/// Another page may begin within it.
void OggPageReader::SkipFalsePage(std::size_t size) {
  checked_in_vain_ += size;
  const bool too_much = checked_in_vain_ > kMostCheckedInVain;
  Skip(too_much ? size : 1);
  if (too_much) checked_in_vain_ = 0;
}

void OggPageReader::Reset() {
  bytes_.Clear();
  page_bytes_ = 0;
  in_damage_ = false;
  checked_in_vain_ = 0;
  damaged_parts_ = 0;
}

std::size_t WriteOggPage(const OggPage& page, MutableBytes out) {
  const std::size_t head = kOggHeaderBytes + page.segments.size();
  const std::size_t size = head + page.body.size();
  if (page.segments.size() > kMaxOggSegments || out.size() < size) return 0;
  std::memcpy(out.data(), "OggS", 4);
  out[4] = 0;
  out[5] = static_cast<std::uint8_t>((page.continued ? kContinued : 0) | (page.first ? kFirst : 0) | (page.last ? kLast : 0));
  PutLittle(static_cast<std::uint64_t>(page.granule), 8, &out[6]);
  PutLittle(page.serial, 4, &out[14]);
  PutLittle(page.sequence, 4, &out[18]);
  out[kSegmentCountAt] = static_cast<std::uint8_t>(page.segments.size());
  std::copy(page.segments.begin(), page.segments.end(), out.begin() + kOggHeaderBytes);
  std::copy(page.body.begin(), page.body.end(), out.begin() + static_cast<std::ptrdiff_t>(head));
  PutLittle(Checksum(out.first(size)), 4, &out[kChecksumAt]);
  return size;
}

}  // namespace ossicle::file
