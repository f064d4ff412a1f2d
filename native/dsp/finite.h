#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace ossicle::dsp {

/// Floating-point samples are full scale at 1.0. What is louder than this (60 dB above) is no audio and is limited to
/// it, so that nothing overflows inside.
inline constexpr float kLoudestFloat = 1000.0f;

/// Copies samples times `scale`, with 0 for each that is NaN or infinite; returns how many were.
inline std::size_t CopyFinite(std::span<const float> in, float scale, std::span<float> out) {
  std::size_t bad = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool finite = std::isfinite(in[i]);
    bad += finite ? 0 : 1;
    out[i] = finite ? std::fmin(std::fmax(in[i], -kLoudestFloat), kLoudestFloat) * scale : 0.0f;
  }
  return bad;
}

}  // namespace ossicle::dsp
