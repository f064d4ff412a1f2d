#pragma once

#include <array>
#include <optional>
#include <span>

#include "dsp/tone_pattern.h"

namespace ossicle::dsp {

/// Tells which of several patterns the tones heard so far are, as soon as none of the others can be meant: of those
/// that fit, the nearest. Keeps the patterns' place, not the patterns.
class CadenceMatcher {
 public:
  struct Match {
    std::size_t pattern;
    int periods;  ///< Complete ones.
  };

  explicit CadenceMatcher(std::span<const TonePattern> patterns) : patterns_(patterns) {}

  /// A tone begins: the pause before it is known.
  std::optional<Match> Started(double start_ms);
  /// A tone has ended.
  std::optional<Match> Ended(const HeardTone& tone);
  /// A tone goes on, or nothing sounds (null). Once for each hop.
  std::optional<Match> GoesOn(const HeardTone* active, double now_ms);
  void Reset();

 private:
  static constexpr std::size_t kRemembered = 64;

  struct Heard {
    HeardTone tone;
    double off_ms = 0;  // so far, or in all
    bool over = false;  // the pause is
  };
  /// How the tones heard fit a pattern whose tone `last` was the latest.
  struct Fit {
    std::size_t tones = 0;  // in a row, up to now
    float error = 0;        // mean
  };

  const Heard& Back(std::size_t ago) const { return heard_[(count_ - 1 - ago) % kRemembered]; }
  Fit FitOf(const TonePattern& pattern, std::size_t last) const;
  std::size_t BestFit(const TonePattern& pattern, bool whole, Fit& best) const;
  bool StillOpen(std::size_t except, std::size_t tones) const;
  std::optional<Match> Decide();
  std::optional<Match> Report(std::size_t pattern, int periods);

  std::span<const TonePattern> patterns_;
  std::array<Heard, kRemembered> heard_{};
  std::size_t count_ = 0;
  std::optional<std::size_t> reported_;
};

}  // namespace ossicle::dsp
