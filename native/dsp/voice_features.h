#pragma once

#include <array>
#include <span>

#include "dsp/real_fft.h"

namespace ossicle::dsp {

/// What the voice detector looks at: the shape of the spectrum below 4 kHz, and how periodic the sound is. Every 16 ms
/// from a Hann window of 32 ms, at 8 kHz.
///
/// In this order: log powers of kBands mel-spaced bands relative to their long-term mean level (so loudness does not
/// matter), level above the noise floor, level relative to that mean, the absolute level, change of the spectrum since
/// the last frame, flatness of the spectrum, strength and lag of the best period of 2.5 to 15 ms. All of the order of 1.
class VoiceFeatures {
 public:
  static constexpr int kRateHz = 8000;
  static constexpr std::size_t kHop = 128;
  static constexpr std::size_t kWindow = 256;
  static constexpr std::size_t kBands = 18;
  static constexpr std::size_t kCount = kBands + 7;
  using Vector = std::array<float, kCount>;

  VoiceFeatures();

  /// Takes the next kHop samples in 16-bit units.
  Vector Process(std::span<const float, kHop> hop);
  void Reset();

 private:
  static constexpr std::size_t kFloorSlots = 6;

  void MeasureBands();
  void TrackLevels(float level);
  void FindPeriod(float* strength, float* lag);

  RealFft fft_;
  std::array<float, kWindow> window_;
  std::array<float, kWindow / 2 + 1> band_of_bin_;  ///< Place of each bin among the centres of the bands.
  std::array<float, kWindow> window_correlation_;   ///< The window's own autocorrelation, by which a period's is divided.
  std::array<float, kWindow> history_;
  std::array<float, kWindow> work_;
  std::array<float, kWindow / 2 + 1> re_, im_, power_;
  std::array<float, kBands> bands_, last_bands_;
  std::array<float, kFloorSlots> floor_slots_;
  std::size_t floor_slot_;
  int floor_age_;
  float floor_;  ///< Natural logarithms of power, as all levels here.
  float mean_;
  bool started_;
};

}  // namespace ossicle::dsp
