#pragma once

#include <vector>

#include "addon/bindings/tone_steps.h"
#include "dsp/tone_pattern.h"

namespace ossicle::addon {

/// Patterns as `lib/audio/tone-pattern.ts` writes them: how many steps, tolerance in Hz and in parts, then the steps.
inline std::vector<dsp::TonePattern> PatternsOf(std::span<const double> figures) {
  std::vector<dsp::TonePattern> patterns;
  for (std::size_t at = 0; at + 3 <= figures.size();) {
    const auto count = static_cast<std::size_t>(figures[at]);
    const float tolerance_hz = static_cast<float>(figures[at + 1]), share = static_cast<float>(figures[at + 2]);
    at += 3;
    std::vector<dsp::Tone> steps;
    for (; steps.size() < count && at + kFiguresPerStep <= figures.size(); at += kFiguresPerStep)
      steps.push_back(ToTone(figures.subspan(at, kFiguresPerStep)));
    patterns.emplace_back(steps, tolerance_hz, share);
  }
  return patterns;
}

}  // namespace ossicle::addon
