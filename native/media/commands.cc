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
  if (endpoint.endpoint) endpoint.endpoint->Close(tick, *endpoint.transport);
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
  if (!host.AddEndpoint(endpoint)) endpoint.endpoint->Close(tick, *endpoint.transport);
  return {};
}

void MoveEndpoint::Complete(Engine& engine) {
  if (!endpoint.endpoint) return engine.OnEndpointMoved(endpoint_id, target_host);
  endpoint = {};  // its session was closed meanwhile
  engine.OnEndpointClosed(endpoint_id);
}

std::optional<std::size_t> ConfigureEndpoint::Execute(SessionHost& host, const session::Tick&) {
  HostedEndpoint* found = host.Find(endpoint);
  if (!found) return {};
  found->endpoint->Configure(config, std::move(codec));
  if (session::Session* session = host.FindSession(found->session)) session->UpdateMixRate();
  return {};
}

std::optional<std::size_t> SetLoopback::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->SetLoopback(loopback);
  return {};
}

std::optional<std::size_t> SetVoiceDetector::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->SwapVoiceDetector(detector);
  return {};
}

std::optional<std::size_t> SwitchVoicePart::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->SwitchVoicePart(chain, part, retired);
  return {};
}

std::optional<std::size_t> StartPlayback::Execute(SessionHost& host, const session::Tick& tick) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->Play(std::move(player), tick.events);
  return {};
}

std::optional<std::size_t> StopPlayback::Execute(SessionHost& host, const session::Tick& tick) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->StopPlayback(playback, tick.events);
  return {};
}

StartRecording::~StartRecording() {
  if (sink) sink->Finish(true);  // never reached an endpoint
}

std::optional<std::size_t> StartRecording::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->StartRecording(recording, std::move(sink));
  return {};
}

std::optional<std::size_t> StopRecording::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->StopRecording(recording);
  return {};
}

std::optional<std::size_t> SendDigits::Execute(SessionHost& host, const session::Tick&) {
  if (HostedEndpoint* found = host.Find(endpoint)) found->endpoint->SendDigits(digits, duration);
  return {};
}

}  // namespace ossicle::media
