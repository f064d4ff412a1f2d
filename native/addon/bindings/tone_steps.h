#pragma once

#include <algorithm>
#include <span>

#include "dsp/tone_generator.h"

namespace ossicle::addon {

/// A step of a list of tones as `lib/audio/tone-step.ts` writes it: on ms, off ms, level dBm0, modulation in Hz and its
/// depth, then four frequencies, 0 for none.
inline constexpr std::size_t kFiguresPerStep = 9;

inline Duration FromMilliseconds(double ms) {
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, std::milli>(ms > 0 ? std::min(ms, 1e10) : 0));
}

inline dsp::Tone ToTone(std::span<const double> figures) {
  dsp::Tone tone;
  tone.on = FromMilliseconds(figures[0]);
  tone.off = FromMilliseconds(figures[1]);
  tone.level_dbm0 = static_cast<float>(figures[2]);
  tone.modulation_hz = static_cast<float>(figures[3]);
  tone.modulation_depth = static_cast<float>(figures[4]);
  for (const double frequency_hz : figures.subspan(5, 4))
    if (frequency_hz > 0) tone.frequencies_hz[tone.frequency_count++] = static_cast<float>(frequency_hz);
  return tone;
}

}  // namespace ossicle::addon
