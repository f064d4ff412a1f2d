#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/frame.h"
#include "core/time.h"
#include "dsp/resampler.h"
#include "dsp/voice_features.h"
#include "dsp/voice_network.h"

namespace ossicle::dsp {

/// Reports when someone begins to speak and, from when they stopped, how long the silence lasts. Every 16 ms are scored;
/// one score that reaches the threshold is speech, 20 in a row that do not end it. Unlike VoiceDetector it takes whatever
/// has a pitch for speech, steady tones too, and one such score suffices.
/// Memory is taken in the constructor; one thread.
class VoiceActivityMonitor {
 public:
  struct Config {
    float speech_threshold = 0.5f;             ///< 0..1
    Duration silence_interval = Milliseconds(1000);  ///< Between reports of silence; at least one frame.
  };
  struct Report {
    bool speech;       ///< It begins; else it has been silent for `silence`.
    Duration silence;  ///< Never less than the interval.
  };

  /// Rates: 8 000..48 000 Hz.
  VoiceActivityMonitor(int sample_rate_hz, const Config& config);

  /// What follows has another rate. Takes memory.
  void SetSampleRate(int sample_rate_hz);

  /// Takes what was heard up to `now`, at most 60 ms; empty while no packets come. The report, if there is one, tells the
  /// latest.
  std::optional<Report> Process(ConstSamples frame, Instant now);

 private:
  static constexpr std::size_t kHop = VoiceFeatures::kHop;
  static constexpr int kHopsThatEndSpeech = 20;

  void Append(ConstSamples narrow);
  float Score();
  std::optional<Report> Follow(Instant now);

  const Config config_;
  int sample_rate_hz_ = 0;
  std::optional<Resampler> resampler_;
  std::vector<Sample> narrow_;
  VoiceFeatures features_;
  VoiceNetwork network_;
  std::array<float, kHop> hop_{};
  std::size_t filled_ = 0;

  bool begins_ = false;  ///< During Process: a hop of it began speech.
  bool speaking_ = false;
  int quiet_hops_ = 0;  ///< In a row, while speaking.
  Instant last_heard_{};
  std::optional<Instant> silent_since_;  ///< Of the end of speech; none before any was heard.
  Instant next_report_{};
};

}  // namespace ossicle::dsp
