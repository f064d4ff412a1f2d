#pragma once

#include <array>

#include "core/frame.h"

namespace ossicle::dsp {

/// Tells when someone starts and stops to speak, from frame energy over a noise floor that is the least level of
/// the last two seconds: speech has gaps and cannot lift it, steady noise becomes the floor and falls silent.
class ActivityDetector {
 public:
  struct Config {
    Duration min_speech = Milliseconds(100);  ///< Sound shorter than this is no speech.
    Duration hangover = Milliseconds(400);    ///< Quiet for this long ends it.
    float threshold_db = 9;                   ///< Above the floor.
    float least_level_dbfs = -46;             ///< Below this nothing is speech.
  };
  enum class Change : std::uint8_t { kNone, kSpeechStarted, kSpeechEnded };

  ActivityDetector(int sample_rate_hz, const Config& config);
  explicit ActivityDetector(int sample_rate_hz) : ActivityDetector(sample_rate_hz, Config()) {}

  /// A frame of 10..20 ms (2.5..60 ms work).
  Change Process(ConstSamples frame);
  /// That the last frame was speech, 0..1.
  float probability() const { return probability_; }
  /// Between kSpeechStarted and kSpeechEnded.
  bool speech() const { return speech_; }
  float noise_floor_dbfs() const { return floor_dbfs_; }
  void Reset();

 private:
  static constexpr std::size_t kFloorSlots = 5;  // of 400 ms

  void TrackFloor(float level_dbfs, Duration length);

  int sample_rate_hz_;
  Config config_;
  std::array<float, kFloorSlots> slot_least_dbfs_{};
  std::size_t slot_ = 0;
  Duration slot_age_{};
  float floor_dbfs_ = 0;
  float probability_ = 0;
  bool speech_ = false;
  Duration loud_{};   // leaky, before speech
  Duration quiet_{};  // since the last loud frame, during speech
};

}  // namespace ossicle::dsp
