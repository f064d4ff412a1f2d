#pragma once

#include "file/landmark.h"
#include "file/ogg_page.h"

namespace ossicle::file {

/// Where in an Ogg file (RFC 3533) reading of stream `serial` can begin to come to granule position `granule`: the last
/// page on which a whole packet stands and whose granule position, its `position`, is not above it. None where that would not
/// be the same sound: before the first such page, or behind the stream's end when something follows, a chained stream say.
std::optional<Landmark> SeekOggPage(ByteSource& file, std::uint32_t serial, std::int64_t granule);

}  // namespace ossicle::file
