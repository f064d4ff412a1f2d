#pragma once

#include "file/flac_header.h"
#include "file/landmark.h"

namespace ossicle::file {

/// The last frame of a FLAC file that does not begin behind `frame` (a sample of every channel), as far as its head tells;
/// its position is its first sample. `begin` is where the frames begin in the file.
std::optional<Landmark> SeekFlacFrame(ByteSource& file, std::uint64_t begin, const FlacStreamInfo& stream, std::uint64_t frame);

}  // namespace ossicle::file
