#include "file/vorbis_setup.h"

#include <bit>

namespace ossicle::file {
namespace {

constexpr std::size_t kPacketHeadBytes = 7;  // the packet's type and "vorbis"
constexpr std::uint32_t kCodebookMark = 0x564342;

/// Numbers of any width, least significant bit first.
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  /// 0 and not ok() beyond the end.
  std::uint32_t Take(unsigned bits) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bits && Within(1); ++i, ++at_)
      value |= static_cast<std::uint32_t>(bytes_[at_ / 8] >> (at_ % 8) & 1u) << i;
    return ok_ ? value : 0;
  }
  void Skip(std::uint64_t bits) {
    if (Within(bits)) at_ += bits;
  }
  bool ok() const { return ok_; }

 private:
  bool Within(std::uint64_t bits) { return ok_ = ok_ && bits <= bytes_.size() * 8 - at_; }

  Bytes bytes_;
  std::uint64_t at_ = 0;
  bool ok_ = true;
};

/// The codeword lengths: only how far they reach is of interest.
void SkipLengths(BitReader& bits, std::uint32_t entries) {
  if (bits.Take(1) == 0) {
    const bool sparse = bits.Take(1) == 1;
    for (std::uint32_t entry = 0; entry < entries && bits.ok(); ++entry)
      if (!sparse || bits.Take(1) == 1) bits.Skip(5);
    return;
  }
  bits.Skip(5);
  // Lengths rise by one each time, and none is above 32.
  std::uint32_t entry = 0;
  for (int length = 0; length < 32 && entry < entries && bits.ok(); ++length)
    entry += bits.Take(static_cast<unsigned>(std::bit_width(entries - entry)));
  if (entry != entries) bits.Skip(~std::uint64_t{0});
}

bool PowerFits(std::uint64_t base, std::uint32_t exponent, std::uint64_t limit) {
  std::uint64_t power = 1;
  for (std::uint32_t i = 0; i < exponent && base > 1; ++i)
    if ((power *= base) > limit) return false;
  return power <= limit;
}

/// Section 9.2.3: the greatest number whose power of `dimensions` is not above `entries`.
std::uint64_t Lookup1Values(std::uint32_t entries, std::uint32_t dimensions) {
  if (dimensions == 0 || entries == 0) return 0;
  std::uint64_t low = 1, high = entries;
  while (low < high) {
    const std::uint64_t middle = (low + high + 1) / 2;
    if (PowerFits(middle, dimensions, entries)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/// Its number of values; more than the limit when it is malformed.
std::uint64_t TakeCodebook(BitReader& bits) {
  if (bits.Take(24) != kCodebookMark) return kMaxVorbisCodebookValues + 1;
  const std::uint32_t dimensions = bits.Take(16), entries = bits.Take(24);
  const std::uint64_t values = std::uint64_t{entries} * (dimensions > 0 ? dimensions : 1);
  if (!bits.ok() || values > kMaxVorbisCodebookValues) return kMaxVorbisCodebookValues + 1;
  SkipLengths(bits, entries);
  const std::uint32_t lookup = bits.Take(4);
  if (lookup > 0) {
    bits.Skip(64);
    const std::uint32_t value_bits = bits.Take(4) + 1;
    bits.Skip(1);
    bits.Skip((lookup == 1 ? Lookup1Values(entries, dimensions) : values) * value_bits);
  }
  return bits.ok() && lookup <= 2 ? values : kMaxVorbisCodebookValues + 1;
}

}  // namespace

bool VorbisCodebooksFit(Bytes packet) {
  if (packet.size() < kPacketHeadBytes) return false;
  BitReader bits(packet.subspan(kPacketHeadBytes));
  const std::uint32_t books = bits.Take(8) + 1;
  std::uint64_t values = 0;
  for (std::uint32_t book = 0; book < books && values <= kMaxVorbisCodebookValues; ++book) values += TakeCodebook(bits);
  return values <= kMaxVorbisCodebookValues;
}

}  // namespace ossicle::file
