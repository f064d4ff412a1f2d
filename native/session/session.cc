#include "session/session.h"

#include <algorithm>

namespace ossicle::session {

void Session::Add(Member member) {
  member.input = mixer_.AddInput();
  members_.push_back(member);
  UpdateMixRate();
}

void Session::Remove(Handle endpoint) {
  std::erase_if(members_, [&](const Member& member) {
    if (member.endpoint->id() != endpoint) return false;
    mixer_.RemoveInput(member.input);
    return true;
  });
  UpdateMixRate();
}

void Session::UpdateMixRate() {
  int rate = 8000;
  for (const Member& member : members_) rate = std::max(rate, member.endpoint->sample_rate_hz());
  for (const Member& member : members_) member.endpoint->SetMixRate(rate);
  if (rate == mix_rate_hz_) return;
  mix_rate_hz_ = rate;
  mixer_ = MixerAt(rate);
  for (Member& member : members_) member.input = mixer_.AddInput();
  mix_.assign(FrameSamples(rate), 0);
}

void Session::Run(const Tick& tick) {
  if (members_.empty()) return;
  std::size_t speakers = 0;
  for (const Member& member : members_) {
    const ConstSamples heard = member.endpoint->Receive(tick);
    if (heard.empty()) continue;
    mixer_.Write(member.input, heard);
    ++speakers;
  }
  mixer_.Mix();
  for (const Member& member : members_) {
    RtpEndpoint& endpoint = *member.endpoint;
    const ConstSamples own = endpoint.heard();
    const bool hears_others = speakers > (own.empty() ? 0u : 1u);
    if (!hears_others && !(endpoint.loopback() && !own.empty())) {
      endpoint.Transmit(tick, {}, *member.sink);
      continue;
    }
    if (endpoint.loopback())
      mixer_.ReadAll(mix_);
    else
      mixer_.ReadWithout(member.input, mix_);
    endpoint.Transmit(tick, mix_, *member.sink);
  }
}

}  // namespace ossicle::session
