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

/// Whether more sessions may lie behind it.
bool LeadsOn(const Endpoint& endpoint) {
  return endpoint.kind() == EndpointKind::kBridge && !endpoint.participation().terminal;
}

bool HearsItself(Endpoint& endpoint) {
  const RtpEndpoint* rtp = AsRtp(endpoint);
  return rtp && rtp->loopback();
}

/// Whether it may hear less than everyone else.
bool IsParticular(const Member& listener) { return !listener.unheard.empty() || LeadsOn(*listener.endpoint); }

/// Hears, of one who speaks and one who listens.
bool IsOpenTo(const Member& listener, const Member& speaker) {
  return listener.endpoint != speaker.endpoint && !(LeadsOn(*listener.endpoint) && LeadsOn(*speaker.endpoint)) &&
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
  for (Member& member : members) {
    member.heard_in_part = false;
    if (RtpEndpoint* rtp = AsRtp(*member.endpoint)) rtp->ClearRelays();
    if (Speaks(*member.endpoint)) speakers_.push_back(&member);
  }
  for (Member& member : members) PlanFor(member);
  DecideDecoding(members);
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
  if (listener.speakers + (echoes ? 1 : 0) == 0 || PlanRelay(listener)) return;
  if (listener.speakers < others)
    listener.mix = Member::Mix::kSome;
  else
    listener.mix = echoes ? Member::Mix::kAll : Member::Mix::kWithoutOwn;
}

/// A lone speaker is relayed where that can be. Where it no longer can, it goes on until the speaker is decoded, so that
/// the listener loses nothing in between.
bool RoutePlan::PlanRelay(Member& listener) {
  RtpEndpoint* to = AsRtp(*listener.endpoint);
  if (!to) return false;
  if (listener.speakers == 1) {
    const Member* speaker = OnlySpeakerOf(listener);
    RtpEndpoint* from = AsRtp(*speaker->endpoint);
    if (from && to->CanRelay(*from) && !to->recordings().wants_heard()) {
      from->AddRelay(*to);
      listener.mix = Member::Mix::kRelay;
      return true;
    }
  }
  Member* before = FindSpeaker(to->relayed_before());
  if (!before || !IsOpenTo(listener, *before)) return false;
  RtpEndpoint* from = AsRtp(*before->endpoint);
  before->heard_in_part = true;
  if (from->warm_decoding() || !to->gets_relayed() || !to->CanRelay(*from)) return false;
  from->AddRelay(*to);
  listener.mix = Member::Mix::kRelay;
  return true;
}

/// Of a listener who hears one.
const Member* RoutePlan::OnlySpeakerOf(const Member& listener) const {
  const auto found = std::find_if(speakers_.begin(), speakers_.end(),
                                  [&](const Member* speaker) { return IsOpenTo(listener, *speaker); });
  return found == speakers_.end() ? nullptr : *found;
}

Member* RoutePlan::FindSpeaker(const Endpoint* endpoint) const {
  const auto found = std::find_if(speakers_.begin(), speakers_.end(),
                                  [&](const Member* speaker) { return speaker->endpoint == endpoint; });
  return found == speakers_.end() ? nullptr : *found;
}

void RoutePlan::DecideDecoding(std::vector<Member>& members) {
  std::size_t hear_all = all_heard_ ? 1 : 0;  // but perhaps themselves
  for (Member& member : members) {
    if (member.mix == Member::Mix::kAll || member.mix == Member::Mix::kWithoutOwn) ++hear_all;
    if (member.mix != Member::Mix::kSome) continue;
    for (Member* speaker : speakers_)
      if (IsOpenTo(member, *speaker)) speaker->heard_in_part = true;
  }
  for (Member& member : members) {
    RtpEndpoint* rtp = AsRtp(*member.endpoint);
    if (!rtp) continue;
    const std::size_t itself = member.mix == Member::Mix::kWithoutOwn ? 1 : 0;
    rtp->SetHeardDecoded(Speaks(*rtp) && (member.heard_in_part || hear_all > itself));
  }
}

}  // namespace ossicle::session
