#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/time.h"

namespace ossicle {

/// Layout of PCM: 16-bit signed, native byte order, interleaved.
struct AudioFormat {
  int sample_rate_hz = 8000;
  int channels = 1;
  friend constexpr bool operator==(const AudioFormat&, const AudioFormat&) = default;
};

using Sample = std::int16_t;
using Samples = std::span<Sample>;
using ConstSamples = std::span<const Sample>;

/// The longest frame any part handles: 120 ms (the longest Opus packet) at 48 kHz, mono.
inline constexpr std::size_t kMaxFrameSamples = 5760;

/// Period of a mixing session and default packet time.
inline constexpr Duration kFrameDuration = Milliseconds(20);

constexpr std::size_t FrameSamples(int sample_rate_hz, Duration d = kFrameDuration) {
  return static_cast<std::size_t>(DurationToSamples(d, sample_rate_hz));
}

}  // namespace ossicle
