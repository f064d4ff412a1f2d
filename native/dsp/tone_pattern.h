#pragma once

#include <span>
#include <vector>

#include "dsp/tone_generator.h"
#include "dsp/tone_tracker.h"

namespace ossicle::dsp {

/// What one tone of a pattern must be.
struct PatternTone {
  ToneLines lines;
  bool modulated = false;  ///< A single line whose amplitude goes up and down.
  float on_ms = 0;
  float off_ms = 0;
};

/// A signal to be heard, as ToneGenerator plays it: lines that a LineSpectrum sees and the cadence.
class TonePattern {
 public:
  enum class Kind : std::uint8_t {
    kEndless,  ///< One tone without an end.
    kOnce,     ///< The last tone is followed by no pause.
    kRepeats,
  };
  static constexpr float kToleranceHz = 15;
  static constexpr float kToleranceShare = 0.15f;

  /// `tolerance_hz` is for each frequency (0: 15 Hz, or 1.5 % where that is more), `tolerance_share` (plus 25 ms) for
  /// each time.
  explicit TonePattern(std::span<const Tone> steps, float tolerance_hz = 0, float tolerance_share = kToleranceShare);

  Kind kind() const { return kind_; }
  const std::vector<PatternTone>& tones() const { return tones_; }
  /// Whether the pattern can be heard: it has tones, and none shorter than 95 ms.
  bool audible() const;
  /// How many tones must have been heard to be certain: two periods, or one that lasts 3 s or longer.
  std::size_t tones_needed() const { return tones_needed_; }

  /// Whether the lines fit any tone of the pattern.
  bool Has(const ToneLines& lines) const;
  /// Lines and modulation fit.
  bool SoundFits(const PatternTone& tone, const HeardTone& heard) const;
  bool TimeFits(float nominal_ms, double ms) const { return std::abs(ms - double{nominal_ms}) <= Slack(nominal_ms); }
  /// Not yet too long.
  bool MayBecome(float nominal_ms, double ms) const { return ms <= double{nominal_ms} + Slack(nominal_ms); }
  /// How far lines and the time are off, 0 for not at all.
  static float Error(const PatternTone& tone, const HeardTone& heard);

 private:
  bool LinesFit(const ToneLines& lines, const ToneLines& heard) const;
  double Slack(float nominal_ms) const;

  float tolerance_hz_, tolerance_share_;
  std::vector<PatternTone> tones_;
  Kind kind_ = Kind::kEndless;
  std::size_t tones_needed_ = 1;
};

}  // namespace ossicle::dsp
