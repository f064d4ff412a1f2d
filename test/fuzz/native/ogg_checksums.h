#pragma once

#include <cstdlib>
#include <cstring>
#include <vector>

#include "file/ogg_page.h"

namespace ossicle::fuzz {

/// Gives every page of Ogg in `bytes` the checksum it should have.
inline void MendChecksums(std::vector<std::uint8_t>& bytes) {
  for (std::size_t at = 0; at + file::kOggHeaderBytes <= bytes.size(); ++at) {
    if (std::memcmp(&bytes[at], "OggS", 4) != 0) continue;
    const std::size_t segments = bytes[at + 26];
    std::size_t body = 0;
    if (at + file::kOggHeaderBytes + segments > bytes.size()) return;
    for (std::size_t i = 0; i < segments; ++i) body += bytes[at + file::kOggHeaderBytes + i];
    const std::size_t size = file::kOggHeaderBytes + segments + body;
    if (size > bytes.size() - at) return;
    const std::vector<std::uint8_t> page(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                         bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
    const Bytes view(page);
    std::int64_t granule = 0;
    std::uint32_t serial = 0, sequence = 0;
    std::memcpy(&granule, &page[6], 8);
    std::memcpy(&serial, &page[14], 4);
    std::memcpy(&sequence, &page[18], 4);
    const file::OggPage parts{(page[5] & 1) != 0, (page[5] & 2) != 0, (page[5] & 4) != 0, granule, serial, sequence,
                              view.subspan(file::kOggHeaderBytes, segments), view.last(body)};
    if (file::WriteOggPage(parts, MutableBytes(bytes).subspan(at, size)) != size) std::abort();
  }
}

}  // namespace ossicle::fuzz
