#pragma once

#include <array>
#include <optional>

#include "core/bytes.h"
#include "core/status.h"

namespace ossicle::file {

inline constexpr std::size_t kFlacStreamInfoBytes = 34;
/// `fLaC`, and the head and the body of the STREAMINFO block (RFC 9639 section 8.2), which comes first.
inline constexpr std::size_t kFlacHeadBytes = 4 + 4 + kFlacStreamInfoBytes;

/// What STREAMINFO says.
struct FlacStreamInfo {
  unsigned min_block_frames = 0;
  unsigned max_block_frames = 0;  ///< 16..65 535
  unsigned min_frame_bytes = 0;   ///< 0: unknown
  unsigned max_frame_bytes = 0;   ///< 0: unknown
  int sample_rate_hz = 0;         ///< 1..655 350
  int channels = 0;               ///< 1..8
  int bits = 0;                   ///< 4..32
  std::uint64_t total_frames = 0; ///< 0: unknown. A frame is one sample of every channel here.
  std::array<std::uint8_t, 16> md5{};

  /// No FLAC frame of this stream is longer: uncompressed samples, one bit more for a side channel, and headers.
  std::size_t MostFrameBytes() const;
};

/// The first kFlacHeadBytes of a file.
Result<FlacStreamInfo> ParseFlacHead(Bytes head);
/// The same, to be written; `last` when no other block of metadata follows.
std::array<std::uint8_t, kFlacHeadBytes> WriteFlacHead(const FlacStreamInfo& info, bool last);

}  // namespace ossicle::file
