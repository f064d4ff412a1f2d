#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/frame.h"
#include "dsp/resampler.h"
#include "dsp/voice_features.h"
#include "dsp/voice_network.h"

namespace ossicle::dsp {

/// Tells speech from whatever else a telephone carries: noise, music on hold, ringing, clicks, hum. Every 16 ms a small
/// recurrent network looks at the spectrum below 4 kHz (VoiceFeatures, VoiceNetwork); bench/native/voice_fit.cc says what
/// its weights were fitted on. Higher rates are resampled.
/// Events: speech starts when enough of it was heard in a row, and ends when there was none for a while. During silence
/// there may be one more every so often. Any frame length; memory is taken in the constructor; one thread.
class VoiceDetector {
 public:
  struct Config {
    float threshold = 0.5f;                   ///< Probability that begins speech, 0..1; 0.15 less keeps it going.
    Duration least_speech = Milliseconds(128);  ///< Shorter bursts are no speech, nor is how ringing begins.
    Duration hangover = Milliseconds(320);    ///< Silence that ends it.
    Duration silence_interval{};              ///< Between kSilence events; zero: none.
  };
  struct Event {
    enum class Kind : std::uint8_t { kSpeechStarted, kSpeechEnded, kSilence };
    Kind kind;
    Duration duration;  ///< Of the silence before, the speech, the silence so far.
    float level_dbfs;   ///< Mean level of the speech at its end, else of the last 16 ms.
  };

  /// Rates: 8 000..48 000 Hz.
  VoiceDetector(int sample_rate_hz, const Config& config);
  explicit VoiceDetector(int sample_rate_hz) : VoiceDetector(sample_rate_hz, Config()) {}

  /// Takes a frame. What happens in it is in the queue of Poll, which holds kMostEvents; more in one frame than that
  /// (over a second of it) leave the oldest out.
  void Process(ConstSamples frame);
  /// Full scale 1.0; what is no number counts as silence.
  void Process(std::span<const float> frame);
  std::optional<Event> Poll();
  std::size_t pending_events() const { return event_count_; }

  /// Of speech, 0..1, in the 16 ms that end 16 to 32 ms before the last sample.
  float probability() const { return probability_; }
  /// Between kSpeechStarted and kSpeechEnded.
  bool speech() const { return speech_; }
  /// Of the last whole 16 ms, in dBov.
  float level_dbfs() const { return level_dbfs_; }
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }
  void Reset();

 private:
  static constexpr std::size_t kHop = VoiceFeatures::kHop;
  static constexpr std::size_t kMostEvents = 8;
  static constexpr std::size_t kPart = 480;  ///< Samples resampled at once.

  void Append(ConstSamples narrow);
  void ProcessHop();
  void Follow(float mean_square);
  void Emit(Event::Kind kind, Duration duration, float level_dbfs);

  Config config_;
  std::optional<Resampler> resampler_;
  std::vector<Sample> narrow_;  ///< What the resampler gives for kPart samples.
  VoiceFeatures features_;
  VoiceNetwork network_;
  std::array<float, kHop> hop_{};
  std::size_t filled_ = 0;

  float probability_ = 0;
  float level_dbfs_ = -127;
  bool speech_ = false;
  int silent_hops_ = 0;  ///< Of zeros, in a row.
  Duration heard_{};     ///< Likely speech in a row, while there is none yet.
  Duration missed_{};    ///< Unlikely speech in a row, during speech.
  Duration since_change_{};
  Duration since_silence_event_{};
  float speech_power_ = 0;  ///< Sum of mean squares over likely hops of the present speech.
  int speech_hops_ = 0;
  std::uint64_t non_finite_samples_ = 0;

  std::array<Event, kMostEvents> events_{};
  std::size_t first_event_ = 0, event_count_ = 0;
};

}  // namespace ossicle::dsp
