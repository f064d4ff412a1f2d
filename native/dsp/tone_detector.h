#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <span>
#include <vector>

#include "core/frame.h"
#include "dsp/cadence_matcher.h"
#include "dsp/decibel.h"
#include "dsp/line_spectrum.h"
#include "dsp/tone_pattern.h"
#include "dsp/tone_tracker.h"

namespace ossicle::dsp {

/// What a ToneDetector found.
struct ToneEvent {
  static constexpr std::size_t kMostPatterns = 256;
  enum class Type : std::uint8_t {
    kStarted,  ///< A tone is certain; about 100 ms after its beginning.
    kEnded,    ///< It is over; about 100 ms after its end.
    kSignal,   ///< A pattern or a signal of its own is certain.
  };

  Type type = Type::kStarted;
  double at_ms = 0;  ///< Audio since the beginning, to where the tone began, ended or is certain.
  HeardTone tone;
  float level_dbm0 = 0;                   ///< Of all lines together.
  std::bitset<kMostPatterns> candidates;  ///< Started and ended: patterns with a tone of these frequencies.
  int signal = 0;                         ///< A pattern, or less than 0 a ToneDetector::Signal.
  int periods = 0;                        ///< Of the pattern, complete.
};

/// Hears tones of 190 to 2350 Hz and tells call progress signals and others by frequencies and cadence. Tones from 95
/// ms on, -35 to +3 dBm0 for each line, lines up to 12 dB apart, noise down to 13 dB below the tone; what is not steady
/// in frequency for 100 ms, as speech, is none.
class ToneDetector {
 public:
  /// Signals known by themselves.
  enum Signal : int {
    kCng = -1,            ///< Calling fax: 1100 Hz for 0.5 s (ITU-T T.30).
    kCed = -2,            ///< Called fax or modem: 2100 Hz (T.30, V.25 ANS), after 1 s of it.
    kAnsReversed = -3,    ///< With reversals of phase (V.25).
    kAnsam = -4,          ///< With an amplitude modulation of 15 Hz (V.8).
    kAnsamReversed = -5,  ///< With both.
    kBeep = -6,           ///< Of an answering machine: a steady tone of 400 to 2200 Hz for 0.1 to 2 s after speech.
  };
  struct Config {
    std::span<const TonePattern> patterns;  ///< Up to ToneEvent::kMostPatterns less two; copied.
    bool fax = true;                        ///< Tell kCng to kAnsamReversed.
    bool beep = true;
  };
  /// Enough for the events of one second.
  static constexpr std::size_t kMostEvents = 64;

  /// Rates: 8, 16, 24, 32 or 48 kHz.
  ToneDetector(int sample_rate_hz, const Config& config);
  ToneDetector(const ToneDetector&) = delete;
  ToneDetector& operator=(const ToneDetector&) = delete;

  /// Takes a frame of up to one second. Returns what it brought, valid until the next call, in order.
  std::span<const ToneEvent> Process(ConstSamples frame);
  /// A tone sounds.
  bool active() const { return tracker_.active() != nullptr; }
  void Reset();

 private:
  void TakeHop(std::span<const float, LineSpectrum::kHopSamples> hop);
  void Tell(ToneEvent::Type type, const HeardTone& tone, double at_ms, int signal = 0, int periods = 0);
  void TellMatch(const std::optional<CadenceMatcher::Match>& match, const HeardTone& tone);
  bool IsBeep(const HeardTone& tone) const;
  void HearSpeech();

  // One hop at the stream's rate, after what the decimation filter needs of the past.
  std::size_t factor_;
  std::vector<float> taps_;
  std::vector<float> hop_;
  std::size_t hop_filled_ = 0;

  std::size_t own_patterns_;
  bool beep_;
  std::vector<TonePattern> patterns_;
  LineSpectrum spectrum_;
  ToneTracker tracker_;
  CadenceMatcher matcher_;
  HeardTone last_;       // of which a signal is told
  float speech_ms_ = 0;  // lately
  float noise_power_ = kFullScale * kFullScale;
  float speech_before_ = 0;  // when the tone began

  std::array<ToneEvent, kMostEvents> events_{};
  std::size_t event_count_ = 0;
};

}  // namespace ossicle::dsp
