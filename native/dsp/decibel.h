#pragma once

#include <cmath>

namespace ossicle::dsp {

/// Levels here are either
///  - dBov (RFC 6465, ITU-T G.100.1): power relative to a square wave at full scale, so a full-scale sine is -3.01;
///    written dBFS in names, or
///  - dBm0: a sine whose peak is full scale has +3.17 dBm0 in mu-law and +3.14 in A-law (ITU-T G.711 tables 1, 2).
///    We count with 3.17 for both; the 0.03 dB are far below any tolerance that follows.
/// Hence for a sine: dBov = dBm0 - 3.17 - 3.01.
inline constexpr float kFullScaleSineDbm0 = 3.17f;
inline constexpr float kFullScale = 32768.0f;
/// The quietest level reported (RFC 6465 section 3: 127 means -127 dBov or silence).
inline constexpr float kLevelFloorDbfs = -127.0f;

/// Peak amplitude in 16-bit units of a sine of `dbm0`.
inline float SineAmplitude(float dbm0) { return kFullScale * std::pow(10.0f, (dbm0 - kFullScaleSineDbm0) / 20.0f); }

/// dBov of a mean square in 16-bit units squared, not below the floor.
inline float PowerToDbfs(float mean_square) {
  const float relative = mean_square / (kFullScale * kFullScale);
  return relative > 2.0e-13f ? 10.0f * std::log10(relative) : kLevelFloorDbfs;
}

}  // namespace ossicle::dsp
