#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"
#include "file/audio_reader.h"

namespace ossicle::file {

struct WavFormat {
  Encoding encoding = Encoding::kPcm16;
  int sample_rate_hz = 8000;               ///< 1 000..384 000.
  int channels = 1;                        ///< 1..8.
  std::size_t frame_bytes = 2;             ///< One sample of every channel.
  std::size_t data_offset = 0;             ///< Where the samples begin in the file.
  std::optional<std::uint64_t> data_bytes; ///< Whole frames of it; none: until the end of the file.
};

/// No header that ParseWavHeader accepts is longer. Chunks before the samples (cover pictures, say) can make it long.
inline constexpr std::size_t kMaxWavHeaderBytes = std::size_t{1} << 20;

/// The body of a `fmt ` chunk: everything but where the samples are.
Result<WavFormat> ParseWavFormatChunk(Bytes chunk);

/// Reads the header from the first bytes of a file. An empty value: valid so far, call again with a longer prefix
/// (twice as long, say; at the end of the file that means it is cut short). kMalformed: no WAV file;
/// kUnsupported: a WAV file of a kind we do not read.
Result<std::optional<WavFormat>> ParseWavHeader(Bytes prefix);

/// Converts whole frames to mono 16-bit (channels averaged), as many as both sides hold; returns the samples
/// written. `frames` need not be aligned; bytes beyond the last whole frame are left for the next call:
/// consumed = returned * format.frame_bytes.
std::size_t ConvertToMono(const WavFormat& format, Bytes frames, Samples out);

}  // namespace ossicle::file
