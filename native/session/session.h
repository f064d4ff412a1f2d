#pragma once

#include <vector>

#include "dsp/mixer.h"
#include "session/endpoint.h"
#include "session/route_plan.h"
#include "session/rtp_endpoint.h"
#include "session/speaker_watch.h"

namespace ossicle::session {

/// A mix of endpoints: each hears all the others, and itself only when it asks for loopback. Mixes at the highest rate
/// that a member asks for. Does not own them; who adds a member removes it before it dies.
class Session final : private TelephoneEventRoutes {
 public:
  void Add(Endpoint& endpoint);
  void Remove(Handle endpoint);
  /// An exception to "hears all others", kept until one of the two leaves. Replan afterwards.
  void SetHearing(Handle listener, Handle speaker, bool hears);
  /// Something has changed that decides who hears whom, or how. Takes memory; command path only.
  void Replan();

  // Recordings of all members: their mix, or the packets of each.
  void StartRecording(Handle recording, std::shared_ptr<SampleSink> sink);
  void StartRecording(Handle recording, std::shared_ptr<PacketSink> sink);
  void StopRecording(Handle recording);
  void SetRecordingPaused(Handle recording, bool paused);
  /// Tells who has the floor, as events of the session by that handle, or no more. Takes memory; command path only.
  void WatchSpeaker(std::optional<Handle> session);
  /// Ends its recordings. Its endpoints are closed before.
  void Close();

  /// How many plans there were.
  std::uint64_t plans() const { return plans_; }
  const std::vector<Member>& members() const { return members_; }

  /// One period of 20 ms: everyone is received from, then everyone is sent to.
  void Run(const Tick& tick);
  /// Whether the next periods may be left out, up to a tenth of a second, unless a command comes: all that goes on is
  /// that packets are relayed, which does not happen here.
  bool at_rest() const;

 private:
  static dsp::Mixer MixerAt(int sample_rate_hz, bool find_speaker) {
    return dsp::Mixer({.sample_rate_hz = sample_rate_hz,
                       .frame_samples = FrameSamples(sample_rate_hz),
                       .find_speaker = find_speaker});
  }

  void RouteTelephoneEvent(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick) override;
  struct PacketRecording {
    Handle id;
    std::shared_ptr<PacketSink> sink;
    bool paused = false;
  };

  Member* Find(Handle endpoint);
  void RecordMix(const Tick& tick);
  void UpdateMixRate();
  void RenewMixer();
  Hearing HearingOf(const Member& member);
  bool AnyoneSpoke(const Member& listener) const;

  int mix_rate_hz_ = 8000;
  std::vector<Member> members_;
  RoutePlan plan_;
  Recordings recordings_{Handle{}};  // of the mix
  std::vector<PacketRecording> packet_recordings_;
  std::uint64_t plans_ = 0;
  std::optional<SpeakerWatch> speaker_watch_;
  dsp::Mixer mixer_ = MixerAt(8000, false);
  std::vector<Sample> mix_ = std::vector<Sample>(FrameSamples(8000));
  std::vector<bool> spoke_;      // in this tick, by input
  std::size_t speaking_ = 0;     // how many did
};

}  // namespace ossicle::session
