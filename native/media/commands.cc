#include "media/commands.h"

#include "media/engine.h"

namespace ossicle::media {

std::optional<std::size_t> AddSession::Execute(SessionHost& host, const session::Tick&) {
  host.AddSession(session);
  return {};
}

std::optional<std::size_t> RemoveSession::Execute(SessionHost& host, const session::Tick&) {
  host.RemoveSession(session);
  return {};
}

std::optional<std::size_t> AddEndpoint::Execute(SessionHost& host, const session::Tick&) {
  (void)host.AddEndpoint(endpoint);  // the control thread closes sessions after their endpoints
  return {};
}

std::optional<std::size_t> CloseEndpoint::Execute(SessionHost& host, const session::Tick& tick) {
  endpoint = host.TakeEndpoint(endpoint_id);
  if (endpoint.endpoint) endpoint.endpoint->Close(tick);
  return {};
}

void CloseEndpoint::Complete(Engine& engine) {
  endpoint = {};
  engine.OnEndpointClosed(endpoint_id);
}

std::optional<std::size_t> MoveEndpoint::Execute(SessionHost& host, const session::Tick& tick) {
  if (!taken) {
    taken = true;
    endpoint = host.TakeEndpoint(endpoint_id);
    return target_host;
  }
  if (!endpoint.endpoint) return {};
  endpoint.session = target_session;
  if (!host.AddEndpoint(endpoint)) endpoint.endpoint->Close(tick);
  return {};
}

void MoveEndpoint::Complete(Engine& engine) {
  if (!endpoint.endpoint) return engine.OnEndpointMoved(endpoint_id, target_host);
  endpoint = {};  // its session was closed meanwhile
  engine.OnEndpointClosed(endpoint_id);
}

std::optional<std::size_t> ConfigureEndpoint::Execute(SessionHost& host, const session::Tick& tick) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) {
    found->Configure(config, std::move(codec));
    found->Secure(srtp, tick.now);
  }
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> PrepareDecoder::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->PrepareDecoder(type, std::move(decoder));
  return {};
}

std::optional<std::size_t> SetLoopback::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->SetLoopback(loopback);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SetParticipation::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->participation() = participation;
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SetHearing::Execute(SessionHost& host, const session::Tick&) {
  const HostedEndpoint* found = host.Find(listener);
  session::Session* session = found ? host.FindSession(found->session) : nullptr;
  if (session) session->SetHearing(listener, speaker, hears);
  host.Replan(listener);
  return {};
}

std::optional<std::size_t> PauseSource::Execute(SessionHost& host, const session::Tick&) {
  if (session::SourceEndpoint* found = host.FindSource(endpoint)) found->SetPaused(paused);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SeekSource::Execute(SessionHost& host, const session::Tick&) {
  if (session::SourceEndpoint* found = host.FindSource(endpoint)) found->Seek(position);
  return {};
}

std::optional<std::size_t> SetVoiceDetector::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->SwapVoiceDetector(detector);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SetVoiceMonitor::Execute(SessionHost& host, const session::Tick&) {
  HostedEndpoint* found = host.Find(endpoint);
  if (!found) return {};
  found->endpoint->SwapVoiceMonitor(monitor);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SetSoundDetectors::Execute(SessionHost& host, const session::Tick&) {
  HostedEndpoint* found = host.Find(endpoint);
  if (!found) return {};
  found->endpoint->SwapSoundDetectors(detectors);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> WatchSpeaker::Execute(SessionHost& host, const session::Tick&) {
  if (session::Session* found = host.FindSession(session))
    found->WatchSpeaker(watched ? std::optional(session) : std::nullopt);
  return {};
}

std::optional<std::size_t> SwitchVoicePart::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->SwitchVoicePart(chain, part, retired);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> StartPlayback::Execute(SessionHost& host, const session::Tick& tick) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->Play(std::move(player), tick.events);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> StopPlayback::Execute(SessionHost& host, const session::Tick& tick) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->StopPlayback(playback, tick.events);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> SendDigits::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->SendDigits(digits, duration, volume);
  host.Replan(endpoint);
  return {};
}

std::optional<std::size_t> StopDigits::Execute(SessionHost& host, const session::Tick&) {
  if (session::RtpEndpoint* found = host.FindRtp(endpoint)) found->StopDigits();
  host.Replan(endpoint);
  return {};
}

}  // namespace ossicle::media
