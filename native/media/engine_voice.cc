#include "media/commands.h"
#include "media/engine.h"

namespace ossicle::media {
namespace {

constexpr Status kNoEndpoint(StatusCode::kNotFound, "no such endpoint");
constexpr Status kNotConfigured(StatusCode::kState, "the endpoint has no codec yet: configure it first");

}  // namespace

/// Parts are made for one rate.
void Engine::RestoreVoice(Handle endpoint, const EndpointRecord& record) {
  if (record.echo_cancellation) (void)SetEchoCancellation(endpoint, true);
  if (record.noise_suppression) (void)SetNoiseSuppression(endpoint, true);
  if (record.gain_control) (void)SetGainControl(endpoint, true);
}

template <typename Part>
Status Engine::SwitchVoice(Handle endpoint, bool on, bool EndpointRecord::*flag,
                           Result<std::unique_ptr<Part>> (*make)(int)) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  if (!record->configured) return kNotConfigured;
  std::unique_ptr<Part> part;
  if (on) {
    Result<std::unique_ptr<Part>> made = make(record->sample_rate_hz);
    if (!made.ok()) return made.status();
    part = std::move(made).value();
  }
  record->*flag = on;
  Send(*record, std::make_unique<SwitchVoicePart>(
                    endpoint, std::make_unique<session::VoiceChain>(record->sample_rate_hz), std::move(part)));
  return Status::Ok();
}

Status Engine::SetEchoCancellation(Handle endpoint, bool on) {
  return SwitchVoice<dsp::EchoCanceller>(endpoint, on, &EndpointRecord::echo_cancellation, &dsp::EchoCanceller::Create);
}

Status Engine::SetNoiseSuppression(Handle endpoint, bool on) {
  return SwitchVoice<dsp::NoiseSuppressor>(endpoint, on, &EndpointRecord::noise_suppression, +[](int sample_rate_hz) {
    return dsp::NoiseSuppressor::Create({.sample_rate_hz = sample_rate_hz});
  });
}

Status Engine::SetGainControl(Handle endpoint, bool on) {
  return SwitchVoice<dsp::GainControl>(
      endpoint, on, &EndpointRecord::gain_control, +[](int sample_rate_hz) -> Result<std::unique_ptr<dsp::GainControl>> {
        return std::make_unique<dsp::GainControl>(
            dsp::GainControl::Config{.sample_rate_hz = sample_rate_hz,
                                     .frame_samples = FrameSamples(sample_rate_hz, Milliseconds(10))});
      });
}

Status Engine::SetVoiceDetection(Handle endpoint, bool on) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  if (!record->configured) return kNotConfigured;
  auto detector = on ? std::make_unique<dsp::VoiceDetector>(record->sample_rate_hz) : nullptr;
  Send(*record, std::make_unique<SetVoiceDetector>(endpoint, std::move(detector)));
  return Status::Ok();
}

Status Engine::WatchVoice(Handle endpoint, const dsp::VoiceActivityMonitor::Config& config) {
  constexpr int kAnyRate = 8000;  // it is set to the endpoint's own there
  EndpointRecord* record = endpoints_.Find(endpoint);
  if (!record) return kNoEndpoint;
  auto monitor = std::make_unique<dsp::VoiceActivityMonitor>(kAnyRate, config);
  Send(*record, std::make_unique<SetVoiceMonitor>(endpoint, std::move(monitor)));
  return Status::Ok();
}

Status Engine::UnwatchVoice(Handle endpoint) {
  EndpointRecord* record = endpoints_.Find(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<SetVoiceMonitor>(endpoint, nullptr));
  return Status::Ok();
}

Status Engine::DetectSounds(Handle endpoint, std::optional<session::SoundDetectors::Config> config) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  auto detectors = config ? std::make_unique<session::SoundDetectors>(endpoint, std::move(*config)) : nullptr;
  Send(*record, std::make_unique<SetSoundDetectors>(endpoint, std::move(detectors)));
  return Status::Ok();
}

Status Engine::WatchSpeaker(Handle session, bool watched) {
  const SessionRecord* record = sessions_.Find(session);
  if (!record) return Status(StatusCode::kNotFound, "no such session");
  Dispatch(record->host, std::make_unique<media::WatchSpeaker>(session, watched));
  return Status::Ok();
}

}  // namespace ossicle::media
