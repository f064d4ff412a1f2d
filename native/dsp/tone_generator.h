#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/frame.h"

namespace ossicle::dsp {

/// One step of a signal: up to four sines together for `on`, then silence for `off`.
struct Tone {
  float frequencies_hz[4] = {};
  int frequency_count = 0;  ///< 0..4; 0 is silence.
  float level_dbm0 = -10;   ///< Of each component (dsp/decibel.h for what dBm0 means); the sum is limited.
  Duration on{};
  Duration off{};
  float modulation_hz = 0;     ///< Amplitude modulation of the whole; 0 is none.
  float modulation_depth = 1;  ///< 0..1: the amplitude goes from 1 - depth to 1 + depth times.
};

/// Plays a list of tones, for call progress signals, tunes and DTMF. Sines go on in phase over calls; the edges of
/// each tone are raised cosines of 5 ms inside `on`, so nothing clicks. Equal tones that follow each other without
/// a pause (a dial tone that repeats) join without an edge.
class ToneGenerator {
 public:
  static constexpr std::size_t kMaxSteps = 32;

  /// `most_steps`: how many it will be given at once, at most kMaxSteps.
  explicit ToneGenerator(int sample_rate_hz, std::size_t most_steps = kMaxSteps);

  /// Replaces what plays. Takes up to that many (false and nothing changes when there are more, or a frequency is
  /// not inside 0..rate/2). Durations beyond one hour count as endless. With `repeat` it never ends.
  bool Start(std::span<const Tone> steps, bool repeat = false);
  void Stop();

  /// Fills `out`; returns how many samples were produced: fewer than out.size() at the end (the rest is untouched).
  std::size_t Process(Samples out);
  bool done() const { return step_ >= count_; }

 private:
  struct Step {
    Tone tone;
    std::int64_t on_samples;
    std::int64_t off_samples;
    bool joins_next;  ///< The next step sounds the same without a pause: no edge between.
  };
  struct Oscillator {  // x[n] = 2 cos(w) x[n-1] - x[n-2]
    double coefficient, last, before_last;
  };

  static bool SameSound(const Tone& a, const Tone& b);
  static double Next(Oscillator& oscillator);
  Oscillator StartOscillator(double hz, double amplitude) const;
  void EnterStep();
  void AdvanceStep();
  void FillTone(Samples out);
  float Gain(const Step& step, std::int64_t position) const;

  int sample_rate_hz_;
  std::vector<float> edge_;  // rising half of the raised cosine
  std::vector<Step> steps_;
  std::size_t count_ = 0;
  std::size_t step_ = 0;
  bool repeat_ = false;
  bool joins_previous_ = false;
  std::int64_t position_ = 0;  // samples into the step, `off` included
  std::array<Oscillator, 4> oscillators_{};
  Oscillator modulation_{};
};

}  // namespace ossicle::dsp
