#include "dsp/cadence_matcher.h"

#include <algorithm>
#include <cmath>

namespace ossicle::dsp {
namespace {

using Kind = TonePattern::Kind;

// How long a tone must go on to be one without an end.
constexpr double kLeastEndlessMs = 1000;

float PauseError(const PatternTone& tone, double off_ms) {
  return static_cast<float>(std::abs(off_ms - double{tone.off_ms})) / (TonePattern::kToleranceShare * tone.off_ms + 25);
}

}  // namespace

void CadenceMatcher::Reset() {
  count_ = 0;
  reported_.reset();
}

std::optional<CadenceMatcher::Match> CadenceMatcher::Started(double start_ms) {
  if (count_ == 0) return std::nullopt;
  Heard& last = heard_[(count_ - 1) % kRemembered];
  last.off_ms = start_ms - last.tone.start_ms - last.tone.on_ms;
  last.over = true;
  return Decide();
}

std::optional<CadenceMatcher::Match> CadenceMatcher::Ended(const HeardTone& tone) {
  heard_[count_ % kRemembered] = {tone, 0, false};
  ++count_;
  if (reported_ && patterns_[*reported_].kind() == Kind::kEndless) reported_.reset();
  std::optional<std::size_t> nearest;
  float error = 0;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const TonePattern& pattern = patterns_[i];
    if (pattern.kind() != Kind::kOnce) continue;
    const Fit fit = FitOf(pattern, pattern.tones().size() - 1);
    if (fit.tones < pattern.tones().size() || (nearest && error <= fit.error)) continue;
    nearest = i;
    error = fit.error;
  }
  return nearest ? std::optional(Match{*nearest, 1}) : std::nullopt;
}

std::optional<CadenceMatcher::Match> CadenceMatcher::GoesOn(const HeardTone* active, double now_ms) {
  if (!active) {
    if (count_ == 0) return std::nullopt;
    Heard& last = heard_[(count_ - 1) % kRemembered];
    last.off_ms = now_ms - last.tone.start_ms - last.tone.on_ms;
    return Decide();
  }
  if (active->on_ms < kLeastEndlessMs) return std::nullopt;
  std::optional<std::size_t> nearest;
  float error = 0;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const TonePattern& pattern = patterns_[i];
    for (const PatternTone& tone : pattern.tones()) {
      if (!pattern.SoundFits(tone, *active)) continue;
      if (pattern.kind() != Kind::kEndless) {
        if (pattern.MayBecome(tone.on_ms, active->on_ms)) return std::nullopt;
        continue;
      }
      PatternTone so_far = tone;
      so_far.on_ms = static_cast<float>(active->on_ms);
      const float mine = TonePattern::Error(so_far, *active);
      if (nearest && error <= mine) continue;
      nearest = i;
      error = mine;
    }
  }
  return nearest ? Report(*nearest, 1) : std::nullopt;
}

// From the latest tone back, as many as are in their place. The pause that goes on fits as long as it is not too long.
CadenceMatcher::Fit CadenceMatcher::FitOf(const TonePattern& pattern, std::size_t last) const {
  const auto& tones = pattern.tones();
  const bool once = pattern.kind() == Kind::kOnce;
  const std::size_t most = std::min(std::min(count_, kRemembered), once ? tones.size() : kRemembered);
  Fit fit;
  for (std::size_t ago = 0; ago < most; ++ago) {
    const PatternTone& tone = tones[(last + (ago / tones.size() + 1) * tones.size() - ago) % tones.size()];
    const Heard& heard = Back(ago);
    if (!pattern.SoundFits(tone, heard.tone) || !pattern.TimeFits(tone.on_ms, heard.tone.on_ms)) break;
    if (!(once && ago == 0)) {
      const bool open = ago == 0 && !heard.over;
      if (!(open ? pattern.MayBecome(tone.off_ms, heard.off_ms) : pattern.TimeFits(tone.off_ms, heard.off_ms))) break;
      if (!open) fit.error += PauseError(tone, heard.off_ms);
    }
    fit.error += TonePattern::Error(tone, heard.tone);
    ++fit.tones;
  }
  if (fit.tones > 0) fit.error /= static_cast<float>(fit.tones);
  return fit;
}

// The place in the pattern that explains most; `whole` asks for one whose pause is as long as it must be.
std::size_t CadenceMatcher::BestFit(const TonePattern& pattern, bool whole, Fit& best) const {
  best = {};
  std::size_t place = 0;
  for (std::size_t last = 0; last < pattern.tones().size(); ++last) {
    if (whole && !pattern.TimeFits(pattern.tones()[last].off_ms, Back(0).off_ms)) continue;
    const Fit fit = FitOf(pattern, last);
    if (fit.tones < best.tones || (fit.tones == best.tones && fit.error >= best.error && best.tones > 0)) continue;
    best = fit;
    place = last;
  }
  return place;
}

// Whether another pattern explains as much and may still be meant.
bool CadenceMatcher::StillOpen(std::size_t except, std::size_t tones) const {
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (i == except || patterns_[i].kind() != Kind::kRepeats) continue;
    Fit fit, whole;
    BestFit(patterns_[i], false, fit);
    if (fit.tones < tones) continue;
    if (!Back(0).over) return true;  // the rest of the pause will tell
    BestFit(patterns_[i], true, whole);
    if (whole.tones < patterns_[i].tones_needed()) return true;
  }
  return false;
}

std::optional<CadenceMatcher::Match> CadenceMatcher::Decide() {
  if (reported_) {
    Fit fit;
    BestFit(patterns_[*reported_], false, fit);
    if (fit.tones > 0) return std::nullopt;
    reported_.reset();
  }
  std::optional<std::size_t> nearest;
  Fit least;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_[i].kind() != Kind::kRepeats) continue;
    Fit fit;
    BestFit(patterns_[i], true, fit);
    if (fit.tones < patterns_[i].tones_needed()) continue;
    if (nearest && (fit.tones < least.tones || (fit.tones == least.tones && fit.error >= least.error))) continue;
    nearest = i;
    least = fit;
  }
  if (!nearest || StillOpen(*nearest, least.tones)) return std::nullopt;
  return Report(*nearest, static_cast<int>(least.tones / patterns_[*nearest].tones().size()));
}

std::optional<CadenceMatcher::Match> CadenceMatcher::Report(std::size_t pattern, int periods) {
  if (reported_ == pattern) return std::nullopt;
  reported_ = pattern;
  return Match{pattern, periods};
}

}  // namespace ossicle::dsp
