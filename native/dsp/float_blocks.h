#pragma once

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/frame.h"
#include "dsp/finite.h"

namespace ossicle::dsp {

/// Longest span that ForEachFloatBlock hands out; a multiple of two, so that stereo stays paired.
inline constexpr std::size_t kFloatBlockSamples = 256;

/// Calls take(std::span<const float>) with all of `frame` in order, in blocks of at most kFloatBlockSamples with full
/// scale 1.0, samples that are no number as silence. Returns how many those were.
template <typename T, typename Take>
std::size_t ForEachFloatBlock(std::span<const T> frame, Take take) {
  static_assert(std::is_same_v<T, Sample> || std::is_same_v<T, float>);
  std::array<float, kFloatBlockSamples> block;
  std::size_t bad = 0;
  for (std::size_t at = 0; at < frame.size(); at += block.size()) {
    const auto part = frame.subspan(at, std::min(block.size(), frame.size() - at));
    if constexpr (std::is_same_v<T, float>) {
      bad += CopyFinite(part, 1.0f, block);
    } else {
      for (std::size_t i = 0; i < part.size(); ++i) block[i] = static_cast<float>(part[i]) * (1.0f / 32768.0f);
    }
    take(std::span<const float>(block).first(part.size()));
  }
  return bad;
}

}  // namespace ossicle::dsp
