#include "session/session.h"

#include <algorithm>

namespace ossicle::session {

void Session::Add(Endpoint& endpoint) {
  members_.push_back({.endpoint = &endpoint, .input = mixer_.AddInput()});
  if (RtpEndpoint* rtp = AsRtp(endpoint)) rtp->SetTelephoneEventRoutes(this);
  for (const PacketRecording& recording : packet_recordings_) {
    endpoint.recordings().Join(recording.id, recording.sink);
    endpoint.recordings().SetPaused(recording.id, recording.paused);
  }
  Replan();
}

void Session::Remove(Handle endpoint) {
  const Member* leaving = Find(endpoint);
  if (!leaving) return;
  mixer_.RemoveInput(leaving->input);
  if (RtpEndpoint* rtp = AsRtp(*leaving->endpoint)) {
    rtp->SetTelephoneEventRoutes(nullptr);
    rtp->ClearRelays();
  }
  for (const PacketRecording& recording : packet_recordings_) leaving->endpoint->recordings().Leave(recording.id);
  for (Member& member : members_) std::erase(member.unheard, leaving->endpoint);
  members_.erase(members_.begin() + (leaving - members_.data()));
  Replan();
}

void Session::SetHearing(Handle listener, Handle speaker, bool hears) {
  Member* to = Find(listener);
  const Member* from = Find(speaker);
  if (!to || !from) return;
  std::erase(to->unheard, from->endpoint);
  if (!hears) to->unheard.push_back(from->endpoint);
}

void Session::RouteTelephoneEvent(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick) {
  const Member* speaker = Find(from.id());
  if (!speaker) return;
  for (const Member& listener : members_) {
    RtpEndpoint* to = AsRtp(*listener.endpoint);
    if (to && RoutePlan::Hears(listener, *speaker)) to->SendTelephoneEvent(from, packet, tick);
  }
}

void Session::StartRecording(Handle recording, std::shared_ptr<SampleSink> sink) {
  recordings_.StartAudio(recording, std::move(sink), AudioPart::kSaid);
  Replan();
}

void Session::StartRecording(Handle recording, std::shared_ptr<PacketSink> sink) {
  for (const Member& member : members_) member.endpoint->recordings().Join(recording, sink);
  packet_recordings_.push_back({recording, std::move(sink)});
}

void Session::StopRecording(Handle recording) {
  recordings_.Stop(recording);
  Replan();
  std::erase_if(packet_recordings_, [&](PacketRecording& packets) {
    if (packets.id != recording) return false;
    for (const Member& member : members_) member.endpoint->recordings().Leave(recording);
    packets.sink->Finish(false);
    return true;
  });
}

void Session::SetRecordingPaused(Handle recording, bool paused) {
  recordings_.SetPaused(recording, paused);
  for (const Member& member : members_) member.endpoint->recordings().SetPaused(recording, paused);
  for (PacketRecording& packets : packet_recordings_)
    if (packets.id == recording) packets.paused = paused;
}

void Session::Close() {
  recordings_.Close();
  for (PacketRecording& packets : packet_recordings_) packets.sink->Finish(true);
  packet_recordings_.clear();
}

/// Everyone, whoever hears them.
void Session::RecordMix(const Tick& tick) {
  if (speaking_ > 0)
    mixer_.ReadAll(mix_);
  else
    std::fill(mix_.begin(), mix_.end(), Sample{0});
  recordings_.Said(mix_, tick.events);
}

Member* Session::Find(Handle endpoint) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return member.endpoint->id() == endpoint; });
  return found == members_.end() ? nullptr : &*found;
}

void Session::Replan() {
  UpdateMixRate();
  for (const Member& member : members_) {
    const Participation& participation = member.endpoint->participation();
    mixer_.SetGain(member.input, participation.gain_db);
    mixer_.SetMuted(member.input, participation.muted);
    if (spoke_.size() <= member.input) spoke_.resize(member.input + 1);
  }
  plan_.SetAllHeard(recordings_.wants_audio() || speaker_watch_);
  plan_.Reserve(members_);
  plan_.Rebuild(members_);
  ++plans_;
}

void Session::UpdateMixRate() {
  int rate = 8000;
  for (const Member& member : members_) rate = std::max(rate, member.endpoint->sample_rate_hz());
  if (rate != mix_rate_hz_) {
    mix_rate_hz_ = rate;
    RenewMixer();
    mix_.assign(FrameSamples(rate), 0);
    recordings_.SetChannelRate(rate);
  }
  for (const Member& member : members_) member.endpoint->SetMixRate(rate);
}

void Session::RenewMixer() {
  mixer_ = MixerAt(mix_rate_hz_, speaker_watch_.has_value());
  for (Member& member : members_) member.input = mixer_.AddInput();
}

void Session::WatchSpeaker(std::optional<Handle> session) {
  if (session.has_value() == speaker_watch_.has_value()) return;
  speaker_watch_.reset();
  if (session) speaker_watch_.emplace(*session);
  RenewMixer();
  Replan();
}

void Session::Run(const Tick& tick) {
  if (members_.empty() && !recordings_.wants_audio() && !speaker_watch_) return;
  bool changed = false;
  speaking_ = 0;
  for (const Member& member : members_) {
    const ConstSamples heard = member.endpoint->Receive(tick);
    const bool speaks = !heard.empty() && member.endpoint->participation().feeds;
    spoke_[member.input] = speaks;
    if (!speaks) continue;
    mixer_.Write(member.input, heard);  // the muted as well: they fade
    speaking_ += member.endpoint->participation().muted ? 0 : 1;
  }
  mixer_.Mix();
  if (speaker_watch_) speaker_watch_->Follow(mixer_, members_, tick);
  if (recordings_.wants_audio()) RecordMix(tick);
  for (const Member& member : members_) {
    member.endpoint->Transmit(tick, HearingOf(member));
    changed |= member.endpoint->TakeChanged();
  }
  if (!changed) return;
  plan_.Rebuild(members_);
  ++plans_;
}

bool Session::at_rest() const {
  return !recordings_.wants_audio() && std::all_of(members_.begin(), members_.end(), [](const Member& member) {
    return member.mix == Member::Mix::kRelay && member.endpoint->at_rest();
  });
}

Hearing Session::HearingOf(const Member& member) {
  Hearing hearing{.speakers = member.speakers, .relayed = member.mix == Member::Mix::kRelay};
  if (!AnyoneSpoke(member)) return hearing;
  switch (member.mix) {
    case Member::Mix::kNothing:
    case Member::Mix::kRelay: return hearing;
    case Member::Mix::kAll: mixer_.ReadAll(mix_); break;
    case Member::Mix::kWithoutOwn: mixer_.ReadWithout(member.input, mix_); break;
    case Member::Mix::kSome: mixer_.ReadOnly(member.input, member.some, mix_); break;
  }
  hearing.mix = mix_;
  return hearing;
}

bool Session::AnyoneSpoke(const Member& listener) const {
  const bool itself = spoke_[listener.input] && !listener.endpoint->participation().muted;
  switch (listener.mix) {
    case Member::Mix::kNothing:
    case Member::Mix::kRelay: return false;
    case Member::Mix::kAll: return speaking_ > 0;
    case Member::Mix::kWithoutOwn: return speaking_ > (itself ? 1u : 0u);
    case Member::Mix::kSome: break;
  }
  return std::any_of(listener.some.begin(), listener.some.end(), [this](auto input) { return spoke_[input]; });
}

}  // namespace ossicle::session
