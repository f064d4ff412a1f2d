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
  std::erase(slots_[found->second->slot], found->second.get());
  sessions_.erase(found);
}

bool SessionHost::AddEndpoint(HostedEndpoint& endpoint) {
  session::Session* session = FindSession(endpoint.session);
  if (!session) return false;
  session->Add({endpoint.endpoint.get(), endpoint.transport.get()});
  const Handle id = endpoint.endpoint->id();
  endpoints_[id.value] = std::move(endpoint);
  return true;
}

HostedEndpoint SessionHost::TakeEndpoint(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  if (found == endpoints_.end()) return {};
  HostedEndpoint taken = std::move(found->second);
  endpoints_.erase(found);
  if (session::Session* session = FindSession(taken.session)) session->Remove(endpoint);
  return taken;
}

HostedEndpoint* SessionHost::Find(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  return found == endpoints_.end() ? nullptr : &found->second;
}

session::Session* SessionHost::FindSession(Handle session) {
  const auto found = sessions_.find(session.value);
  return found == sessions_.end() ? nullptr : &found->second->session;
}

void SessionHost::RunSlot(std::size_t slot, const session::Tick& tick) {
  for (HostedSession* hosted : slots_[slot]) {
    for (const session::Session::Member& member : hosted->session.members())
      static_cast<Transport*>(member.sink)->Deliver(*member.endpoint, tick);
    hosted->session.Run(tick);
  }
}

std::size_t SessionHost::QuietestSlot() const {
  const auto quietest =
      std::min_element(slots_.begin(), slots_.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return static_cast<std::size_t>(quietest - slots_.begin());
}

}  // namespace ossicle::media
