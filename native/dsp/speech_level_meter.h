#pragma once

#include <array>

#include "core/frame.h"

namespace ossicle::dsp {

/// Active speech level and activity factor of a mono stream since its start (ITU-T P.56, method B): the level of speech
/// without its pauses. All levels are dBov (dsp/decibel.h), not below -127.
///
/// The magnitude goes twice through a first-order average of 30 ms. For each threshold, an octave apart, time counts as
/// active while this envelope is not below it, and for 200 ms more. The threshold in force is the one 15.9 dB below the
/// level that results from its own active time; between octaves it is interpolated. Memory is the same for any length.
class SpeechLevelMeter {
 public:
  explicit SpeechLevelMeter(int sample_rate_hz);

  /// A frame of any length (full scale 1.0 for float; what is no number counts as silence).
  void Process(ConstSamples frame) { Take(frame); }
  void Process(std::span<const float> frame) { Take(frame); }
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  struct Reading {
    float active_dbfs;      ///< Level while active.
    float long_term_dbfs;   ///< Level of all, pauses included.
    float activity_factor;  ///< Share of the time that was active, 0..1.
  };
  Reading Read() const;

  void Reset();

 private:
  /// From 2^-20 to 2^9 of full scale. The standard's fifteen (2^-15 to 2^-1) serve 16-bit samples; float ones may be
  /// quieter and louder, and thresholds away from the one in force change nothing.
  static constexpr int kLowestOctave = -20;
  static constexpr std::size_t kThresholds = 30;

  struct Activity {
    std::uint64_t samples = 0;
    std::uint64_t hangover;  // samples since the envelope was last at the threshold, up to all that count
  };

  template <typename T>
  void Take(std::span<const T> frame);
  void Follow(std::span<const float> block);
  /// Counts the samples since the envelope came between the two thresholds where it is.
  static void CountRun(std::array<Activity, kThresholds>& activities, std::size_t reached, std::uint64_t run,
                       std::uint64_t hangover_samples);
  void FindOctave();

  double keep_;  // of the averages
  std::uint64_t hangover_samples_;
  std::array<Activity, kThresholds> activities_;
  double average_ = 0;
  double envelope_ = 0;
  std::size_t reached_ = 0;  // thresholds that the envelope is not below
  double lower_ = 0;         // the envelope is at least this
  double upper_ = 0;         // and below this
  std::uint64_t run_ = 0;
  double sum_of_squares_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
