#include "media/session_host.h"

#include <algorithm>

namespace ossicle::media {

void SessionHost::AddSession(Handle session) {
  auto hosted = std::make_unique<HostedSession>();
  hosted->slot = QuietestSlot();
  slots_[hosted->slot].push_back(hosted.get());
  sessions_[session.value] = std::move(hosted);
}

void SessionHost::RemoveSession(Handle session) {
  const auto found = sessions_.find(session.value);
  if (found == sessions_.end()) return;
  found->second->session.Close();
  std::erase(slots_[found->second->slot], found->second.get());
  sessions_.erase(found);
}

bool SessionHost::AddEndpoint(HostedEndpoint& endpoint) {
  const auto found = sessions_.find(endpoint.session.value);
  if (found == sessions_.end()) return false;
  const Handle id = endpoint.endpoint->id();
  HostedEndpoint& hosted = endpoints_[id.value] = std::move(endpoint);
  found->second->session.Add(*hosted.endpoint);
  if (hosted.rtp()) found->second->rtp.push_back(&hosted);
  return true;
}

HostedEndpoint SessionHost::TakeEndpoint(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  if (found == endpoints_.end()) return {};
  const auto session = sessions_.find(found->second.session.value);
  if (session != sessions_.end()) {
    session->second->session.Remove(endpoint);
    std::erase(session->second->rtp, &found->second);
  }
  HostedEndpoint taken = std::move(found->second);
  endpoints_.erase(found);
  return taken;
}

HostedEndpoint* SessionHost::Find(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  return found == endpoints_.end() ? nullptr : &found->second;
}

session::RtpEndpoint* SessionHost::FindRtp(Handle endpoint) {
  const HostedEndpoint* found = Find(endpoint);
  return found ? found->rtp() : nullptr;
}

session::SourceEndpoint* SessionHost::FindSource(Handle endpoint) {
  const HostedEndpoint* found = Find(endpoint);
  const bool source = found && found->endpoint->kind() == session::EndpointKind::kSource;
  return source ? static_cast<session::SourceEndpoint*>(found->endpoint.get()) : nullptr;
}

void SessionHost::Replan(Handle endpoint) {
  const HostedEndpoint* found = Find(endpoint);
  if (!found) return;
  if (session::Session* session = FindSession(found->session)) session->Replan();
}

session::Session* SessionHost::FindSession(Handle session) {
  const auto found = sessions_.find(session.value);
  return found == sessions_.end() ? nullptr : &found->second->session;
}

void SessionHost::RunSlot(std::size_t slot, const session::Tick& tick) {
  for (HostedSession* hosted : slots_[slot]) {
    for (const HostedEndpoint* endpoint : hosted->rtp) endpoint->transport->Deliver(*endpoint->rtp(), tick);
    hosted->session.Run(tick);
  }
}

std::size_t SessionHost::QuietestSlot() const {
  const auto quietest =
      std::min_element(slots_.begin(), slots_.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return static_cast<std::size_t>(quietest - slots_.begin());
}

}  // namespace ossicle::media
