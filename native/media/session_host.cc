#include "media/session_host.h"

#include <algorithm>

namespace ossicle::media {

void SessionHost::AddSession(Handle session) {
  auto hosted = std::make_unique<HostedSession>();
  hosted->slot = QuietestSlot();
  hosted->turn = next_turn_++ % kRounds;
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
  FollowPlan(*found->second);
  return true;
}

HostedEndpoint SessionHost::TakeEndpoint(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  if (found == endpoints_.end()) return {};
  SetAtOnce(found->second, false);
  const auto session = sessions_.find(found->second.session.value);
  if (session != sessions_.end()) {
    session->second->session.Remove(endpoint);
    std::erase(session->second->rtp, &found->second);
    FollowPlan(*session->second);
  }
  HostedEndpoint taken = std::move(found->second);
  endpoints_.erase(found);
  return taken;
}

HostedEndpoint* SessionHost::Find(Handle endpoint) {
  const auto found = endpoints_.find(endpoint.value);
  if (found == endpoints_.end()) return nullptr;
  const auto session = sessions_.find(found->second.session.value);
  if (session != sessions_.end()) session->second->at_rest = false;
  return &found->second;
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
  const auto session = sessions_.find(found->session.value);
  if (session == sessions_.end()) return;
  session->second->session.Replan();
  FollowPlan(*session->second);
}

session::Session* SessionHost::FindSession(Handle session) {
  const auto found = sessions_.find(session.value);
  if (found == sessions_.end()) return nullptr;
  found->second->at_rest = false;
  return &found->second->session;
}

void SessionHost::RunSlot(std::size_t slot, const session::Tick& tick) {
  if (slot == 0) round_ = (round_ + 1) % kRounds;
  for (HostedSession* hosted : slots_[slot])
    if (!hosted->at_rest || hosted->turn % kRoundsAtRest == round_ % kRoundsAtRest) Serve(*hosted, tick);
}

void SessionHost::Serve(HostedSession& hosted, const session::Tick& tick) {
  for (const HostedEndpoint* endpoint : hosted.rtp) {
    if (!endpoint->at_once) endpoint->transport->DeliverRtp(*endpoint->rtp(), tick);
    if (hosted.turn == round_) endpoint->transport->DeliverRtcp(*endpoint->rtp(), tick);
  }
  hosted.session.Run(tick);
  FollowPlan(hosted);
  hosted.at_rest = hosted.session.at_rest();
}

void SessionHost::DeliverWatched(const HostedEndpoint& endpoint, const session::Tick& tick) {
  endpoint.transport->DeliverOneRtp(*endpoint.rtp(), tick);
  WakeIfChanged(endpoint);
}

void SessionHost::DeliverAtOnce(const session::Tick& tick) {
  for (const HostedEndpoint* endpoint : unwatched_) {
    endpoint->transport->DeliverRtp(*endpoint->rtp(), tick);
    WakeIfChanged(*endpoint);
  }
}

/// The packet may have been of another codec, which cannot be relayed.
void SessionHost::WakeIfChanged(const HostedEndpoint& endpoint) {
  if (endpoint.endpoint->changed()) (void)FindSession(endpoint.session);
}

/// Who is relayed may have changed.
void SessionHost::FollowPlan(HostedSession& hosted) {
  if (hosted.plan_seen == hosted.session.plans()) return;
  hosted.plan_seen = hosted.session.plans();
  hosted.at_rest = false;
  for (HostedEndpoint* endpoint : hosted.rtp) SetAtOnce(*endpoint, endpoint->rtp()->relays());
}

void SessionHost::SetAtOnce(HostedEndpoint& endpoint, bool at_once) {
  if (endpoint.at_once == at_once) return;
  endpoint.at_once = at_once;
  if (at_once) {
    endpoint.watched = watch_ && watch_->Watch(endpoint);
    if (!endpoint.watched) unwatched_.push_back(&endpoint);
  } else if (endpoint.watched) {
    watch_->Unwatch(endpoint);
    endpoint.watched = false;
  } else {
    std::erase(unwatched_, &endpoint);
  }
}

std::size_t SessionHost::QuietestSlot() const {
  const auto quietest =
      std::min_element(slots_.begin(), slots_.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return static_cast<std::size_t>(quietest - slots_.begin());
}

}  // namespace ossicle::media
