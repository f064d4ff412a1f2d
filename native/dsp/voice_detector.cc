#include "dsp/voice_detector.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/finite.h"

namespace ossicle::dsp {
namespace {

constexpr Duration kHopDuration = Milliseconds(16);
constexpr float kHysteresis = 0.15f;
/// Speech starts while it is this much likelier than it must be: ringing begins like a vowel, but becomes less and less
/// likely.
constexpr float kCertainty = 0.25f;
constexpr float kMostCertain = 0.9f;
/// So much digital silence has nothing in it that the network would have to judge.
constexpr int kSilentHops = 10;
constexpr int kResamplerQuality = 3;  // passes what the features look at

}  // namespace

VoiceDetector::VoiceDetector(int sample_rate_hz, const Config& config) : config_(config) {
  if (sample_rate_hz != VoiceFeatures::kRateHz)
    resampler_.emplace(sample_rate_hz, VoiceFeatures::kRateHz, kResamplerQuality);
  narrow_.resize(resampler_ ? resampler_->OutputSamples(kPart) : kPart);
}

void VoiceDetector::Reset() {
  if (resampler_) resampler_->Reset();
  features_.Reset();
  network_.Reset();
  filled_ = 0;
  probability_ = 0;
  level_dbfs_ = kLevelFloorDbfs;
  speech_ = false;
  silent_hops_ = speech_hops_ = 0;
  heard_ = missed_ = since_change_ = since_silence_event_ = {};
  speech_power_ = 0;
  first_event_ = event_count_ = 0;
}

void VoiceDetector::Process(ConstSamples frame) {
  while (!frame.empty()) {
    const ConstSamples part = frame.first(std::min(frame.size(), kPart));
    frame = frame.subspan(part.size());
    Append(resampler_ ? ConstSamples(narrow_).first(resampler_->Process(part, narrow_)) : part);
  }
}

void VoiceDetector::Process(std::span<const float> frame) {
  std::array<float, kPart> scaled;
  std::array<Sample, kPart> samples;
  while (!frame.empty()) {
    const std::span<const float> part = frame.first(std::min(frame.size(), kPart));
    frame = frame.subspan(part.size());
    non_finite_samples_ += CopyFinite(part, kFullScale, scaled);
    for (std::size_t i = 0; i < part.size(); ++i)
      samples[i] = static_cast<Sample>(std::lrint(std::clamp(scaled[i], -32768.0f, 32767.0f)));
    Process(ConstSamples(samples).first(part.size()));
  }
}

void VoiceDetector::Append(ConstSamples narrow) {
  for (const Sample sample : narrow) {
    hop_[filled_++] = sample;
    if (filled_ < kHop) continue;
    filled_ = 0;
    ProcessHop();
  }
}

void VoiceDetector::ProcessHop() {
  float power = 0;
  for (const float x : hop_) power += x * x;
  silent_hops_ = power > 0 ? 0 : std::min(silent_hops_ + 1, kSilentHops);
  probability_ = silent_hops_ < kSilentHops ? network_.Process(features_.Process(hop_)) : 0.0f;
  Follow(power / kHop);
}

void VoiceDetector::Follow(float mean_square) {
  level_dbfs_ = PowerToDbfs(mean_square);
  since_change_ += kHopDuration;
  const bool likely = probability_ >= config_.threshold - (speech_ ? kHysteresis : 0.0f);
  if (likely) {
    speech_power_ += mean_square;
    ++speech_hops_;
  }
  if (speech_) {
    missed_ = likely ? Duration{} : missed_ + kHopDuration;
    if (missed_ < config_.hangover) return;
    Emit(Event::Kind::kSpeechEnded, since_change_ - missed_, PowerToDbfs(speech_power_ / static_cast<float>(std::max(speech_hops_, 1))));
    speech_ = false;
    since_change_ = missed_;
    heard_ = since_silence_event_ = {};
    return;
  }
  heard_ = likely ? heard_ + kHopDuration : Duration{};
  if (!likely) speech_power_ = 0, speech_hops_ = 0;
  since_silence_event_ += kHopDuration;
  if (heard_ >= config_.least_speech && probability_ >= std::min(config_.threshold + kCertainty, kMostCertain)) {
    Emit(Event::Kind::kSpeechStarted, since_change_ - heard_, level_dbfs_);
    speech_ = true;
    since_change_ = heard_;
    missed_ = {};
  } else if (config_.silence_interval > Duration{} && since_silence_event_ >= config_.silence_interval) {
    Emit(Event::Kind::kSilence, since_change_, level_dbfs_);
    since_silence_event_ -= config_.silence_interval;
  }
}

void VoiceDetector::Emit(Event::Kind kind, Duration duration, float level_dbfs) {
  if (event_count_ == kMostEvents) {
    first_event_ = (first_event_ + 1) % kMostEvents;
    --event_count_;
  }
  events_[(first_event_ + event_count_++) % kMostEvents] = {kind, duration, level_dbfs};
}

std::optional<VoiceDetector::Event> VoiceDetector::Poll() {
  if (event_count_ == 0) return std::nullopt;
  const Event event = events_[first_event_];
  first_event_ = (first_event_ + 1) % kMostEvents;
  --event_count_;
  return event;
}

}  // namespace ossicle::dsp
