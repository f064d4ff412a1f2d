#pragma once

#include <complex>
#include <cstdint>
#include <optional>

#include "dsp/line_spectrum.h"

namespace ossicle::dsp {

/// A tone that sounds or has ended: lines that keep their frequencies. Times are in ms of audio since the beginning.
struct HeardTone {
  ToneLines lines;  ///< Averages over the tone.
  double start_ms = 0;
  double on_ms = 0;  ///< So far, or in all.
  float power = 0;   ///< Mean square of all lines.
  float depth = 0;   ///< Of an amplitude modulation slower than 40 Hz, 0..1; lines that beat have it too.
  int phase_reversals = 0;
};

/// Follows one tone at a time through the blocks of a LineSpectrum. A tone is certain some 100 ms after its beginning;
/// its edges, where a block is half filled with it, are known to a few ms. Interruptions up to 60 ms are bridged.
class ToneTracker {
 public:
  /// Looks at the newest block. `ended` and `started` tell what it brought, an end before a start.
  void Take(const LineSpectrum& spectrum);
  void Reset();

  const HeardTone* started() const { return started_ ? &tone_ : nullptr; }
  const HeardTone* ended() const { return ended_ ? &*ended_ : nullptr; }
  /// The tone that sounds, once certain.
  const HeardTone* active() const { return active_ ? &tone_ : nullptr; }
  double now_ms() const { return now_ms_; }

 private:
  void Observe(const LineSpectrum& spectrum);
  void Follow(const LineSpectrum& spectrum);
  void Begin(const LineSpectrum& spectrum);
  void End();
  void Measure(const LineSpectrum& spectrum, float power);
  void MeasureDepth(float amplitude);
  void CountReversals(const LineSpectrum& spectrum);

  double now_ms_ = 0;

  // Lines that the last blocks agree on.
  ToneLines run_first_;
  int run_ = 0;

  bool active_ = false;
  bool started_ = false;
  std::optional<HeardTone> ended_;
  HeardTone tone_;
  int blocks_ = 0;   // measured
  int missing_ = 0;  // blocks since the tone was last there
  double last_there_ms_ = 0;
  float last_power_ = 0;
  float least_amplitude_ = 0, most_amplitude_ = 0;
  std::complex<double> turn_;
  int until_reversal_ = 0;  // blocks in which none is looked for
};

}  // namespace ossicle::dsp
