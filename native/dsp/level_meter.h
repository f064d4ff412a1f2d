#pragma once

#include "core/frame.h"

namespace ossicle::dsp {

/// Level of a stream, for bars and statistics. Both values are dBov (dsp/decibel.h), -127..0.
/// RMS: mean square through a first-order average of 125 ms (the "fast" weighting of sound level meters).
/// Peak: rises at once, falls 20 dB in 1.7 s (as a peak programme meter, IEC 60268-10 type I).
class LevelMeter {
 public:
  /// Channels are interleaved; the level is that of their mean power, the peak that of the loudest.
  explicit LevelMeter(int sample_rate_hz = 8000, int channels = 1) : samples_per_second_(sample_rate_hz * channels) {}

  /// A frame of any length.
  void Process(ConstSamples frame);
  /// The same for full scale 1.0; louder samples show levels above 0. Samples that are no number count as silence.
  void Process(std::span<const float> frame);
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }
  float rms_dbfs() const;
  float peak_dbfs() const;
  void Reset();

 private:
  void SetFrameLength(std::size_t samples);
  void Take(std::size_t samples, float power, float peak);

  int samples_per_second_;         // of all channels
  std::size_t frame_samples_ = 0;  // the length the two coefficients below belong to
  float power_keep_ = 0;
  float peak_keep_ = 0;
  float mean_square_ = 0;
  float peak_ = 0;
  std::uint64_t non_finite_samples_ = 0;
};

/// Mean square of a frame in 16-bit units squared; 0 for an empty one. Vectorised; also the gate of the detectors.
float MeanSquare(ConstSamples frame);
/// The same in the unit of the samples, squared, which are numbers all.
float MeanSquareOf(std::span<const float> frame);

}  // namespace ossicle::dsp
