#include "dsp/answering_machine_detector.h"

#include <algorithm>

namespace ossicle::dsp {
namespace {

constexpr Duration kHop = Milliseconds(10);

ActivityDetector::Config WordsOf(const AnsweringMachineDetector::Config& config) {
  ActivityDetector::Config words;
  words.min_speech = config.least_word;
  words.hangover = config.pause_between_words;
  return words;
}

}  // namespace

AnsweringMachineDetector::AnsweringMachineDetector(int sample_rate_hz, const Config& config)
    : config_(config), tones_(sample_rate_hz, {{}, true, true}), activity_(sample_rate_hz, WordsOf(config)) {
  hop_.resize(FrameSamples(sample_rate_hz, kHop));
}

void AnsweringMachineDetector::Reset() {
  tones_.Reset();
  activity_.Reset();
  hop_filled_ = 0;
  now_ = greeting_start_ = word_start_ = last_voice_ = {};
  decision_ = Decision::kUndecided;
  cause_ = Cause::kNone;
  words_ = 0;
  in_word_ = false;
  event_count_ = 0;
}

std::span<const AnsweringMachineDetector::Event> AnsweringMachineDetector::Process(ConstSamples frame) {
  event_count_ = 0;
  while (!frame.empty()) {
    const std::size_t count = std::min(frame.size(), hop_.size() - hop_filled_);
    std::copy_n(frame.begin(), count, hop_.begin() + static_cast<std::ptrdiff_t>(hop_filled_));
    hop_filled_ += count;
    frame = frame.subspan(count);
    if (hop_filled_ == hop_.size()) TakeHop();
  }
  return std::span(events_).first(event_count_);
}

void AnsweringMachineDetector::TakeHop() {
  hop_filled_ = 0;
  now_ += kHop;
  for (const ToneEvent& event : tones_.Process(hop_)) TakeTone(event);
  if (decision_ != Decision::kUndecided) return;
  TakeActivity(activity_.Process(hop_));
  Weigh();
}

void AnsweringMachineDetector::TakeTone(const ToneEvent& event) {
  if (event.type == ToneEvent::Type::kStarted) {
    // The word that seems to have begun with the tone is that tone.
    const bool is_tone = in_word_ && ToMilliseconds(word_start_) >= event.tone.start_ms - 60;
    if (!is_tone) return;
    in_word_ = false;
    --words_;
    return;
  }
  if (event.type != ToneEvent::Type::kSignal) return;
  if (event.signal != ToneDetector::kBeep) {
    Decide(Decision::kFax, event.signal == ToneDetector::kCng ? Cause::kCallingFax : Cause::kCalledFax);
    return;
  }
  Decide(Decision::kMachine, Cause::kBeep);
  if (event_count_ == kMostEvents) return;
  const double end_ms = event.tone.start_ms + event.tone.on_ms;
  events_[event_count_++] = {Event::Type::kBeep, end_ms, event.tone.lines.hz[0], event.tone.on_ms};
}

void AnsweringMachineDetector::TakeActivity(ActivityDetector::Change change) {
  if (change == ActivityDetector::Change::kSpeechStarted && !tones_.active()) {
    in_word_ = true;
    word_start_ = now_ - config_.least_word;
    if (words_++ == 0) greeting_start_ = word_start_;
  } else if (change == ActivityDetector::Change::kSpeechEnded && in_word_) {
    in_word_ = false;
    last_voice_ = now_ - config_.pause_between_words;
  }
}

void AnsweringMachineDetector::Weigh() {
  if (tones_.active()) return;
  if (words_ == 0) {
    if (now_ >= std::min(config_.most_initial_silence, config_.most_time))
      Decide(Decision::kSilence, Cause::kInitialSilence);
    return;
  }
  const Duration voice_end = in_word_ ? now_ : last_voice_;
  if (voice_end - greeting_start_ > config_.most_greeting) return Decide(Decision::kMachine, Cause::kLongGreeting);
  if (words_ > config_.most_words) return Decide(Decision::kMachine, Cause::kManyWords);
  if (!in_word_ && now_ - last_voice_ >= config_.silence_after_greeting)
    return Decide(Decision::kHuman, Cause::kShortGreeting);
  if (now_ >= config_.most_time) Decide(Decision::kHuman, Cause::kTimeOut);
}

void AnsweringMachineDetector::Decide(Decision decision, Cause cause) {
  if (decision_ != Decision::kUndecided) return;
  decision_ = decision;
  cause_ = cause;
  if (event_count_ < kMostEvents) events_[event_count_++] = {Event::Type::kDecided, ToMilliseconds(now_)};
}

}  // namespace ossicle::dsp
