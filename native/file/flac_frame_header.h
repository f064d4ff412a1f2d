#pragma once

#include <optional>

#include "file/flac_header.h"

namespace ossicle::file {

inline constexpr std::size_t kMaxFlacFrameHeaderBytes = 16;

/// What the head of a FLAC frame says of its place.
struct FlacFrameHeader {
  std::uint64_t first_frame = 0;   ///< Its first sample of every channel, counted from the begin of the stream.
  unsigned block_frames = 0;
};

/// The head of a FLAC frame (RFC 9639 section 9.1) at the begin of `bytes`; none when they are none, its checksum is
/// wrong, or it does not belong to `stream`.
std::optional<FlacFrameHeader> ParseFlacFrameHeader(Bytes bytes, const FlacStreamInfo& stream);

}  // namespace ossicle::file
