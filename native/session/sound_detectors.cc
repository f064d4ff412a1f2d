#include "session/sound_detectors.h"

#include "session/digit_text.h"

namespace ossicle::session {
namespace {

/// By dsp::AnsweringMachineDetector::Decision and Cause, for events.
constexpr double Number(dsp::AnsweringMachineDetector::Decision decision, dsp::AnsweringMachineDetector::Cause cause) {
  return static_cast<double>(static_cast<int>(decision) * kAnswerCauses + static_cast<int>(cause));
}

}  // namespace

void SoundDetectors::SetSampleRate(int sample_rate_hz) {
  if (sample_rate_hz == sample_rate_hz_) return;
  sample_rate_hz_ = sample_rate_hz;
  silence_.assign(FrameSamples(sample_rate_hz), 0);
  if (config_.digits) digits_.emplace(sample_rate_hz);
  if (config_.tones) {
    tones_.reset();
    tones_.emplace(sample_rate_hz, dsp::ToneDetector::Config{.patterns = config_.patterns, .fax = true, .beep = false});
  }
  if (config_.answer) {
    answer_.reset();
    answer_.emplace(sample_rate_hz, dsp::AnsweringMachineDetector::Config{});
  }
}

void SoundDetectors::Process(ConstSamples said, bool keys_told, const Tick& tick) {
  const ConstSamples frame = said.empty() ? ConstSamples(silence_) : said;
  if (digits_) DetectDigits(frame, keys_told, tick);
  if (tones_) DetectTones(frame, tick);
  if (answer_) DetectAnswer(frame, tick);
}

void SoundDetectors::DetectDigits(ConstSamples frame, bool keys_told, const Tick& tick) {
  const std::optional<dsp::DtmfDetector::Digit> digit = digits_->Process(frame);
  if (!digit || keys_told) return;
  tick.events.Emit({EventType::kDigitHeard, endpoint_, ToMilliseconds(digit->duration), 0, TextOfDigit(digit->digit)});
}

void SoundDetectors::DetectTones(ConstSamples frame, const Tick& tick) {
  for (const dsp::ToneEvent& event : tones_->Process(frame)) {
    if (event.type == dsp::ToneEvent::Type::kSignal)
      tick.events.Emit({EventType::kToneHeard, endpoint_, static_cast<double>(event.signal)});
  }
}

void SoundDetectors::DetectAnswer(ConstSamples frame, const Tick& tick) {
  using Event = dsp::AnsweringMachineDetector::Event;
  for (const Event& event : answer_->Process(frame)) {
    if (event.type == Event::Type::kBeep)
      tick.events.Emit({EventType::kBeepHeard, endpoint_, double{event.beep_hz}, event.beep_ms});
    else
      tick.events.Emit(
          {EventType::kAnswerKnown, endpoint_, Number(answer_->decision(), answer_->cause()), event.at_ms});
  }
}

}  // namespace ossicle::session
