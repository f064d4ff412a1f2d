#pragma once

#include <array>

#include "core/bytes.h"
#include "core/status.h"

namespace ossicle::file {

/// The identification header of Ogg Opus (RFC 7845 section 5.1), channel mapping family 0.
struct OpusHead {
  int channels = 1;            ///< 1 or 2
  unsigned pre_skip = 0;       ///< Samples at 48 kHz that a decoder drops at the start.
  std::uint32_t input_rate_hz = 0;
  int gain_q8_db = 0;          ///< Applied to what is decoded, in 1/256 dB.
};

inline constexpr std::size_t kOpusHeadBytes = 19;

/// kMalformed: no such header; kUnsupported: more than two channels or an unknown version.
Result<OpusHead> ParseOpusHead(Bytes packet);
std::array<std::uint8_t, kOpusHeadBytes> WriteOpusHead(const OpusHead& head);
bool IsOpusHead(Bytes packet);

/// How many samples at 48 kHz a packet lasts, by its first two bytes (RFC 6716 section 3.1); 0 when they say nothing.
std::int64_t OpusPacketSamples(Bytes packet);

}  // namespace ossicle::file
