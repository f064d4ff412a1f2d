#pragma once

#include <span>

#include "dsp/soft_limiter.h"
#include "dsp/voice_detector.h"

namespace ossicle::dsp {

/// Brings speech of any level to one level, and leaves noise where it is.
///
/// The level of the speech is the mean power of frames that hold speech (ITU-T P.56 in spirit: pauses do not count), of
/// the last two seconds of speech or so. The gain follows what is lacking slowly upwards and fast downwards. What is
/// above kMostNoiseGainDb of it is given to speech alone: shortly after a word it is taken back, at the next it is
/// there again within a frame. A limiter that looks ahead within the frame keeps peaks below the ceiling; nothing is
/// delayed.
///
/// Mono, full scale 1.0, frames of one length. One thread; memory is taken in the constructor.
class GainControl {
 public:
  struct Config {
    int sample_rate_hz = 16'000;
    std::size_t frame_samples = 320;  ///< 5..30 ms.
    float target_dbfs = -23;          ///< Of speech, -40..-6.
    float most_gain_db = 30;          ///< 0..40.
    float ceiling_dbfs = -1;          ///< Of peaks, in dB of full scale (a full-scale sine has 0).
  };
  /// Noise alone is never lifted by more.
  static constexpr float kMostNoiseGainDb = 3;

  explicit GainControl(const Config& config);

  /// Replaces a frame. What is speech tells a voice detector of its own.
  void Process(std::span<float> frame);
  /// The same, told from outside: the probability that the frame holds speech, 0..1.
  void Process(std::span<float> frame, float speech_probability);
  /// At the end of the last frame, the limiter's not included.
  float gain_db() const { return applied_db_; }
  /// Of the speech before this, in dBov; the target as long as nothing was said.
  float speech_level_dbfs() const;
  void Reset();

 private:
  void MeasureSpeech(float mean_square);
  float WantedGainDb() const;
  void Amplify(std::span<float> frame, float from_db, float to_db);

  Config config_;
  float frame_s_;
  SoftLimiter limiter_;
  SoftLimiter::State limited_;
  VoiceDetector detector_;
  float slow_power_, fast_power_;  ///< Mean squares of speech.
  float speech_s_;                 ///< How much speech they rest on, up to kMemory.
  float since_speech_s_;
  float speech_gain_db_;  ///< What speech gets.
  float applied_db_;      ///< What the last frame got.
};

}  // namespace ossicle::dsp
