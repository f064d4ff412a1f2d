#include "dsp/voice_activity_monitor.h"

#include <algorithm>

#include "dsp/decibel.h"

namespace ossicle::dsp {
namespace {

constexpr int kMostFrameMs = 60;
constexpr float kLeastLevelDbfs = -45;  ///< Nothing below it has a pitch worth a report.
constexpr int kResamplerQuality = 3;    // passes what the features look at
constexpr std::size_t kPeriodStrength = VoiceFeatures::kBands + 5;
constexpr Duration kHopDuration = Milliseconds(16);

}  // namespace

VoiceActivityMonitor::VoiceActivityMonitor(int sample_rate_hz, const Config& config) : config_(config) {
  SetSampleRate(sample_rate_hz);
}

void VoiceActivityMonitor::SetSampleRate(int sample_rate_hz) {
  if (sample_rate_hz == sample_rate_hz_) return;
  sample_rate_hz_ = sample_rate_hz;
  resampler_.reset();
  if (sample_rate_hz == VoiceFeatures::kRateHz) return;
  resampler_.emplace(sample_rate_hz, VoiceFeatures::kRateHz, kResamplerQuality);
  narrow_.resize(resampler_->OutputSamples(static_cast<std::size_t>(sample_rate_hz / 1000 * kMostFrameMs)));
}

std::optional<VoiceActivityMonitor::Report> VoiceActivityMonitor::Process(ConstSamples frame, Instant now) {
  begins_ = false;
  if (!frame.empty()) {
    last_heard_ = now;
    Append(resampler_ ? ConstSamples(narrow_).first(resampler_->Process(frame, narrow_)) : frame);
  } else if (speaking_ && now - last_heard_ >= kHopsThatEndSpeech * kHopDuration) {
    quiet_hops_ = kHopsThatEndSpeech;
  }
  return Follow(now);
}

void VoiceActivityMonitor::Append(ConstSamples narrow) {
  for (const Sample sample : narrow) {
    hop_[filled_++] = sample;
    if (filled_ < kHop) continue;
    filled_ = 0;
    if (Score() < config_.speech_threshold) {
      ++quiet_hops_;
      continue;
    }
    quiet_hops_ = 0;
    begins_ = begins_ || !speaking_;
    speaking_ = true;
  }
}

/// How likely the last hop is speech: what the network says, or how sure a pitch is.
float VoiceActivityMonitor::Score() {
  float power = 0;
  for (const float x : hop_) power += x * x;
  const VoiceFeatures::Vector features = features_.Process(hop_);
  const float probability = network_.Process(features);
  if (PowerToDbfs(power / kHop) < kLeastLevelDbfs) return std::min(probability, power > 0 ? 1.0f : 0.0f);
  return std::clamp(std::max(probability, features[kPeriodStrength]), 0.0f, 1.0f);
}

std::optional<VoiceActivityMonitor::Report> VoiceActivityMonitor::Follow(Instant now) {
  if (speaking_ && quiet_hops_ >= kHopsThatEndSpeech) {
    speaking_ = false;
    silent_since_ = now;
    next_report_ = now + config_.silence_interval;
  }
  if (speaking_) {
    silent_since_.reset();
    return begins_ ? std::optional(Report{true, {}}) : std::nullopt;
  }
  if (!silent_since_ || now < next_report_) return std::nullopt;
  while (next_report_ <= now) next_report_ += config_.silence_interval;
  return Report{false, now - *silent_since_};
}

}  // namespace ossicle::dsp
