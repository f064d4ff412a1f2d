#include "dsp/tone_pattern.h"

#include <algorithm>
#include <cmath>

namespace ossicle::dsp {
namespace {

constexpr float kSlackMs = 25;  // what the edges may be off
constexpr float kEndlessMs = 3'600'000;
constexpr float kLongPeriodMs = 3000;
constexpr float kShortestMs = 95;
// What tells a modulated line from a steady one: two equal lines 25 Hz apart show 0.36 or more in hops of 10 ms, noise
// 10 dB below a steady line at most 0.25.
constexpr float kLeastDepth = 0.27f;

float Ms(Duration d) { return d > std::chrono::hours(1) ? kEndlessMs : static_cast<float>(ToMilliseconds(d)); }

/// The lines that a block of a LineSpectrum shows of all sines of a step.
PatternTone LinesOf(const Tone& step) {
  std::vector<float> all;
  for (int i = 0; i < step.frequency_count; ++i) {
    all.push_back(step.frequencies_hz[i]);
    if (step.modulation_hz <= 0 || step.modulation_depth < 0.5f) continue;
    all.push_back(step.frequencies_hz[i] - step.modulation_hz);
    all.push_back(step.frequencies_hz[i] + step.modulation_hz);
  }
  std::sort(all.begin(), all.end());
  PatternTone tone;
  for (std::size_t first = 0, next; first < all.size(); first = next) {
    next = first + 1;
    while (next < all.size() && all[next] - all[next - 1] < ToneLines::kSpacingHz) ++next;
    tone.lines.Add((all[first] + all[next - 1]) / 2);
    tone.modulated |= next - first > 1;
  }
  tone.modulated &= tone.lines.count == 1;
  return tone;
}

bool SameSound(const PatternTone& a, const PatternTone& b) {
  return a.lines.Near(b.lines, 0.1f) && a.modulated == b.modulated;
}

}  // namespace

TonePattern::TonePattern(std::span<const Tone> steps, float tolerance_hz, float tolerance_share)
    : tolerance_hz_(tolerance_hz), tolerance_share_(tolerance_share) {
  for (const Tone& step : steps) {
    PatternTone tone = LinesOf(step);
    tone.on_ms = Ms(step.on);
    tone.off_ms = Ms(step.off);
    if (tone.lines.count == 0) {  // a pause written as a step
      if (!tones_.empty()) tones_.back().off_ms += tone.on_ms + tone.off_ms;
    } else if (!tones_.empty() && tones_.back().off_ms == 0 && SameSound(tones_.back(), tone)) {
      tones_.back().on_ms += tone.on_ms;
      tones_.back().off_ms = tone.off_ms;
    } else {
      tones_.push_back(tone);
    }
  }
  if (tones_.empty() || tones_.front().on_ms >= kEndlessMs) return;
  kind_ = tones_.back().off_ms > 0 ? Kind::kRepeats : Kind::kOnce;
  float period_ms = 0;
  for (const PatternTone& tone : tones_) period_ms += tone.on_ms + tone.off_ms;
  const bool twice = kind_ == Kind::kRepeats && period_ms < kLongPeriodMs;
  tones_needed_ = tones_.size() * (twice ? 2 : 1);
}

bool TonePattern::audible() const {
  return !tones_.empty() &&
         std::all_of(tones_.begin(), tones_.end(), [](const PatternTone& tone) { return tone.on_ms >= kShortestMs; });
}

bool TonePattern::Has(const ToneLines& lines) const {
  return std::any_of(tones_.begin(), tones_.end(),
                     [&](const PatternTone& tone) { return LinesFit(tone.lines, lines); });
}

bool TonePattern::LinesFit(const ToneLines& lines, const ToneLines& heard) const {
  if (lines.count != heard.count) return false;
  for (std::size_t i = 0; i < lines.count; ++i) {
    const float tolerance_hz = tolerance_hz_ > 0 ? tolerance_hz_ : std::max(kToleranceHz, 0.015f * lines.hz[i]);
    if (std::abs(heard.hz[i] - lines.hz[i]) > tolerance_hz) return false;
  }
  return true;
}

bool TonePattern::SoundFits(const PatternTone& tone, const HeardTone& heard) const {
  if (!LinesFit(tone.lines, heard.lines)) return false;
  return tone.lines.count != 1 || tone.modulated == (heard.depth >= kLeastDepth);
}

float TonePattern::Error(const PatternTone& tone, const HeardTone& heard) {
  float error = std::abs(static_cast<float>(heard.on_ms) - tone.on_ms) / (kToleranceShare * tone.on_ms + kSlackMs);
  for (std::size_t i = 0; i < tone.lines.count; ++i)
    error += std::abs(heard.lines.hz[i] - tone.lines.hz[i]) / kToleranceHz;
  return error;
}

double TonePattern::Slack(float nominal_ms) const { return double{tolerance_share_ * nominal_ms + kSlackMs}; }

}  // namespace ossicle::dsp
