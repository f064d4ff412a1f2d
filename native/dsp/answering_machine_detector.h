#pragma once

#include <vector>

#include "core/frame.h"
#include "dsp/activity_detector.h"
#include "dsp/tone_detector.h"

namespace ossicle::dsp {

/// Tells who has answered a call: a person says a word or two and waits, a machine goes on talking and beeps, a fax
/// gives its tones. Times are of audio since the beginning, i.e. the answer.
class AnsweringMachineDetector {
 public:
  struct Config {
    Duration most_initial_silence = Milliseconds(3500);   ///< Nothing said for so long: silence.
    Duration least_word = Milliseconds(120);              ///< Sound shorter than this is no word.
    Duration pause_between_words = Milliseconds(100);     ///< A shorter one is inside a word.
    Duration most_greeting = Milliseconds(1800);          ///< Longer, pauses included: a machine.
    int most_words = 5;                                   ///< More than these: a machine.
    Duration silence_after_greeting = Milliseconds(800);  ///< After a greeting that was neither: a person.
    Duration most_time = Milliseconds(6000);              ///< Then what was heard so far decides.
  };
  enum class Decision : std::uint8_t { kUndecided, kHuman, kMachine, kFax, kSilence };
  enum class Cause : std::uint8_t {
    kNone,
    kInitialSilence,
    kShortGreeting,
    kLongGreeting,
    kManyWords,
    kBeep,
    kCallingFax,
    kCalledFax,
    kTimeOut,
  };
  struct Event {
    enum class Type : std::uint8_t { kDecided, kBeep } type;
    double at_ms;  ///< When it became certain; for a beep when that ended.
    float beep_hz = 0;
    double beep_ms = 0;
  };
  /// Enough for one second.
  static constexpr std::size_t kMostEvents = 16;

  /// Rates: 8, 16, 24, 32 or 48 kHz.
  AnsweringMachineDetector(int sample_rate_hz, const Config& config);

  /// Takes a frame of up to one second. Returns what it brought, valid until the next call.
  std::span<const Event> Process(ConstSamples frame);
  Decision decision() const { return decision_; }
  Cause cause() const { return cause_; }
  int words() const { return words_; }
  void Reset();

 private:
  void TakeHop();
  void TakeTone(const ToneEvent& event);
  void TakeActivity(ActivityDetector::Change change);
  void Weigh();
  void Decide(Decision decision, Cause cause);

  Config config_;
  ToneDetector tones_;
  ActivityDetector activity_;
  std::vector<Sample> hop_;  // 10 ms
  std::size_t hop_filled_ = 0;

  Duration now_{};
  Decision decision_ = Decision::kUndecided;
  Cause cause_ = Cause::kNone;
  int words_ = 0;
  bool in_word_ = false;
  Duration greeting_start_{};
  Duration word_start_{};
  Duration last_voice_{};  // where the last word ended

  std::array<Event, kMostEvents> events_{};
  std::size_t event_count_ = 0;
};

}  // namespace ossicle::dsp
