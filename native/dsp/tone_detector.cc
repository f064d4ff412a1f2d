#include "dsp/tone_detector.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"

namespace ossicle::dsp {
namespace {

constexpr float kLeastLevelDbm0 = -38;
constexpr float kCngToleranceHz = 38;
constexpr float kCedHz = 2100;
constexpr float kCedToleranceHz = 16;     // 15 and what the measurement may be off
constexpr float kLeastAnsamDepth = 0.1f;  // 0.2 is nominal
constexpr float kMostBeepDepth = 0.25f;
constexpr float kLeastSpeechMs = 150;
// Speech stands out over noise, which is steady: what noise has at least, rising by 8.6 dB in a second.
constexpr float kSpeechOverNoise = 6;
constexpr float kNoiseRise = 1.02f;
// Speech is forgotten within some 4 s.
constexpr float kSpeechKeep = 0.9975f;
const float kLeastNoisePower = SineAmplitude(-60) * SineAmplitude(-60) / 2;
const float kLeastSpeechPower = SineAmplitude(-42) * SineAmplitude(-42) / 2;

float LevelDbm0(float power) {
  return 10 * std::log10(std::max(2 * power, 1e-3f) / (kFullScale * kFullScale)) + kFullScaleSineDbm0;
}

int FaxSignal(const HeardTone& tone) {
  if (tone.lines.hz[0] < kCedHz - 100) return ToneDetector::kCng;
  const bool modulated = tone.depth >= kLeastAnsamDepth, reversed = tone.phase_reversals > 0;
  if (modulated) return reversed ? ToneDetector::kAnsamReversed : ToneDetector::kAnsam;
  return reversed ? ToneDetector::kAnsReversed : ToneDetector::kCed;
}

std::vector<TonePattern> AllPatterns(const ToneDetector::Config& config) {
  std::vector<TonePattern> all(config.patterns.begin(), config.patterns.end());
  if (!config.fax) return all;
  const Tone cng{{1100}, 1, 0, Milliseconds(500), {}};
  const Tone ced{{kCedHz}, 1, 0, Duration::max(), {}};
  all.emplace_back(std::span(&cng, 1), kCngToleranceHz);
  all.emplace_back(std::span(&ced, 1), kCedToleranceHz);
  return all;
}

}  // namespace

ToneDetector::ToneDetector(int sample_rate_hz, const Config& config)
    : factor_(static_cast<std::size_t>(std::max(sample_rate_hz / kToneRateHz, 1))),
      own_patterns_(config.patterns.size()),
      beep_(config.beep),
      patterns_(AllPatterns(config)),
      matcher_(patterns_) {
  if (factor_ > 1) taps_ = DecimationFilter(factor_);
  hop_.resize(taps_.size() + LineSpectrum::kHopSamples * factor_);
  hop_filled_ = taps_.size();
}

void ToneDetector::Reset() {
  std::fill(hop_.begin(), hop_.end(), 0.0f);
  hop_filled_ = taps_.size();
  spectrum_.Reset();
  tracker_.Reset();
  matcher_.Reset();
  speech_ms_ = speech_before_ = 0;
  noise_power_ = kFullScale * kFullScale;
  event_count_ = 0;
}

std::span<const ToneEvent> ToneDetector::Process(ConstSamples frame) {
  event_count_ = 0;
  while (!frame.empty()) {
    const std::size_t count = std::min(frame.size(), hop_.size() - hop_filled_);
    std::copy_n(frame.begin(), count, hop_.data() + hop_filled_);
    hop_filled_ += count;
    frame = frame.subspan(count);
    if (hop_filled_ < hop_.size()) break;
    std::array<float, LineSpectrum::kHopSamples> hop;
    if (factor_ == 1)
      std::copy_n(hop_.begin(), hop.size(), hop.begin());
    else
      Decimate(hop_.data(), taps_.data(), taps_.size(), factor_, hop.data(), hop.size());
    std::copy(hop_.end() - static_cast<std::ptrdiff_t>(taps_.size()), hop_.end(), hop_.begin());
    hop_filled_ = taps_.size();
    TakeHop(hop);
  }
  return std::span(events_).first(event_count_);
}

void ToneDetector::TakeHop(std::span<const float, LineSpectrum::kHopSamples> hop) {
  spectrum_.Take(hop);
  tracker_.Take(spectrum_);
  if (const HeardTone* ended = tracker_.ended()) {
    Tell(ToneEvent::Type::kEnded, *ended, ended->start_ms + ended->on_ms);
    last_ = *ended;
    TellMatch(matcher_.Ended(*ended), *ended);
    if (beep_ && IsBeep(*ended)) Tell(ToneEvent::Type::kSignal, *ended, tracker_.now_ms(), kBeep, 1);
  }
  if (const HeardTone* started = tracker_.started()) {
    // Until it was certain the tone itself counted as speech.
    speech_ms_ = std::max(speech_ms_ - static_cast<float>(tracker_.now_ms() - started->start_ms), 0.0f);
    speech_before_ = speech_ms_;
    Tell(ToneEvent::Type::kStarted, *started, started->start_ms);
    TellMatch(matcher_.Started(started->start_ms), last_);
  }
  const HeardTone* active = tracker_.active();
  // A tone that began since then would not be certain yet.
  constexpr double kBehindMs = 110;
  TellMatch(matcher_.GoesOn(active, tracker_.now_ms() - kBehindMs), active ? *active : last_);
  HearSpeech();
}

// What is loud and no tone, nor on its way to be one.
void ToneDetector::HearSpeech() {
  speech_ms_ *= kSpeechKeep;
  const float power = spectrum_.HopPower(0);
  noise_power_ = std::max(std::min(power, noise_power_ * kNoiseRise), kLeastNoisePower);
  const bool loud = power >= std::max(kLeastSpeechPower, kSpeechOverNoise * noise_power_);
  if (loud && !active()) speech_ms_ += 10;
}

bool ToneDetector::IsBeep(const HeardTone& tone) const {
  const float hz = tone.lines.hz[0];
  return tone.lines.count == 1 && hz >= 400 && hz <= 2200 && tone.on_ms >= 95 && tone.on_ms <= 2100 &&
         tone.depth <= kMostBeepDepth && tone.phase_reversals == 0 && speech_before_ >= kLeastSpeechMs;
}

void ToneDetector::TellMatch(const std::optional<CadenceMatcher::Match>& match, const HeardTone& tone) {
  if (!match) return;
  const int pattern = static_cast<int>(match->pattern);
  const int signal = match->pattern < own_patterns_ ? pattern : FaxSignal(tone);
  Tell(ToneEvent::Type::kSignal, tone, tracker_.now_ms(), signal, match->periods);
}

void ToneDetector::Tell(ToneEvent::Type type, const HeardTone& tone, double at_ms, int signal, int periods) {
  const float level_dbm0 = LevelDbm0(tone.power);
  if (event_count_ == kMostEvents || level_dbm0 < kLeastLevelDbm0) return;
  ToneEvent& event = events_[event_count_++];
  event = {type, at_ms, tone, level_dbm0, {}, signal, periods};
  if (type == ToneEvent::Type::kSignal) return;
  for (std::size_t i = 0; i < own_patterns_; ++i) event.candidates[i] = patterns_[i].Has(tone.lines);
}

}  // namespace ossicle::dsp
