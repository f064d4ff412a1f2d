#include "session/route_plan.h"

#include <algorithm>

#include "session/rtp_endpoint.h"

namespace ossicle::session {
namespace {

bool Speaks(const Endpoint& endpoint) {
  const Participation& participation = endpoint.participation();
  return participation.feeds && !participation.muted && endpoint.active();
}

bool Listens(const Endpoint& endpoint) { return endpoint.participation().hears && endpoint.active(); }

bool IsBridge(const Endpoint& endpoint) { return endpoint.kind() == EndpointKind::kBridge; }

bool HearsItself(const Endpoint& endpoint) {
  return endpoint.kind() == EndpointKind::kRtp && static_cast<const RtpEndpoint&>(endpoint).loopback();
}

/// Whether it may hear less than everyone else.
bool IsParticular(const Member& listener) { return !listener.unheard.empty() || IsBridge(*listener.endpoint); }

/// Hears, of one who speaks and one who listens.
bool IsOpenTo(const Member& listener, const Member& speaker) {
  return listener.endpoint != speaker.endpoint && !(IsBridge(*listener.endpoint) && IsBridge(*speaker.endpoint)) &&
         std::find(listener.unheard.begin(), listener.unheard.end(), speaker.endpoint) == listener.unheard.end();
}

}  // namespace

bool RoutePlan::Hears(const Member& listener, const Member& speaker) {
  return Speaks(*speaker.endpoint) && Listens(*listener.endpoint) && IsOpenTo(listener, speaker);
}

void RoutePlan::Reserve(std::vector<Member>& members) {
  speakers_.reserve(members.size());
  for (Member& member : members)
    if (IsParticular(member)) member.some.reserve(members.size());
}

void RoutePlan::Rebuild(std::vector<Member>& members) {
  speakers_.clear();
  for (const Member& member : members)
    if (Speaks(*member.endpoint)) speakers_.push_back(&member);
  for (Member& member : members) PlanFor(member);
}

void RoutePlan::PlanFor(Member& listener) {
  const bool speaks = Speaks(*listener.endpoint);
  const bool echoes = speaks && HearsItself(*listener.endpoint);
  listener.mix = Member::Mix::kNothing;
  listener.speakers = 0;
  listener.some.clear();
  if (!Listens(*listener.endpoint)) return;
  const std::size_t others = speakers_.size() - (speaks ? 1 : 0);
  listener.speakers = others;
  if (IsParticular(listener)) {
    for (const Member* speaker : speakers_)
      if (IsOpenTo(listener, *speaker)) listener.some.push_back(speaker->input);
    listener.speakers = listener.some.size();
    if (echoes) listener.some.push_back(listener.input);
  }
  if (listener.speakers + (echoes ? 1 : 0) == 0) return;
  if (listener.speakers < others)
    listener.mix = Member::Mix::kSome;
  else
    listener.mix = echoes ? Member::Mix::kAll : Member::Mix::kWithoutOwn;
}

}  // namespace ossicle::session
