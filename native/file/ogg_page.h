#pragma once

#include <array>
#include <optional>

#include "core/bytes.h"
#include "file/byte_queue.h"

namespace ossicle::file {

inline constexpr std::size_t kMaxOggSegments = 255;
inline constexpr std::size_t kOggHeaderBytes = 27;  // without the segment table
inline constexpr std::size_t kMaxOggPageBytes = kOggHeaderBytes + kMaxOggSegments + kMaxOggSegments * 255;
/// The granule position of a page on which no packet ends.
inline constexpr std::int64_t kNoGranule = -1;

/// A page of Ogg (RFC 3533 section 6). `segments` are lacing values: a packet ends with the first below 255.
struct OggPage {
  bool continued = false;  ///< It begins with the rest of a packet.
  bool first = false;      ///< Of its logical stream.
  bool last = false;
  std::int64_t granule = kNoGranule;
  std::uint32_t serial = 0;
  std::uint32_t sequence = 0;
  Bytes segments;
  Bytes body;
};

/// Finds the pages in a stream of bytes. What is between them, or has a wrong checksum, is skipped and counted.
class OggPageReader {
 public:
  OggPageReader() : bytes_(2 * kMaxOggPageBytes) {}

  std::size_t Push(Bytes bytes) { return bytes_.Append(bytes); }
  /// The next whole page, valid until the next call of Push or Next.
  std::optional<OggPage> Next();
  /// Bytes that are no whole page yet.
  std::size_t pending() const { return bytes_.size() - page_bytes_; }
  std::uint64_t damaged_parts() const { return damaged_parts_; }
  void Reset();

 private:
  /// Against crafted files: so much may be checked in vain, then a whole page of it is skipped.
  static constexpr std::size_t kMostCheckedInVain = 16 * kMaxOggPageBytes;

  void Skip(std::size_t count);
  void SkipFalsePage(std::size_t size);

  ByteQueue bytes_;
  std::size_t page_bytes_ = 0;  // of the page handed out, still in bytes_
  bool in_damage_ = false;
  std::size_t checked_in_vain_ = 0;  // bytes since the last whole page
  std::uint64_t damaged_parts_ = 0;
};

/// Writes a page; `page.segments` must sum up to `page.body`. Returns its bytes, 0 when `out` is too short.
std::size_t WriteOggPage(const OggPage& page, MutableBytes out);

}  // namespace ossicle::file
