#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "rtp/rtp_packet.h"
#include "session/generated_rtp.h"
#include "session/packet_sink.h"
#include "session/recorder.h"
#include "session/tick.h"

namespace ossicle::session {

/// What is recorded, or listened to from outside, of one endpoint: its audio and its packets.
class Recordings {
 public:
  explicit Recordings(Handle endpoint) : endpoint_(endpoint) {}

  // Commands between ticks.
  void StartAudio(Handle recording, std::shared_ptr<SampleSink> sink, AudioPart part);
  void StartPackets(Handle recording, std::shared_ptr<PacketSink> sink);
  void Stop(Handle recording);
  void SetPaused(Handle recording, bool paused);
  /// The endpoint goes away: ends its own recordings.
  void Close();
  /// Packets of a recording of the whole session, which others end.
  void Join(Handle recording, std::shared_ptr<PacketSink> sink);
  void Leave(Handle recording);
  /// The channel's codec changed.
  void SetChannelRate(int channel_rate_hz);

  /// Whether anything wants decoded audio, or packets.
  bool wants_audio() const { return !recorders_.empty(); }
  /// Whether anything wants what the endpoint hears.
  bool wants_heard() const {
    return std::any_of(recorders_.begin(), recorders_.end(), [](const Recorder& r) { return r.wants_heard(); });
  }
  bool wants_packets() const { return !packets_.empty(); }

  // Once per tick each, in this order, with one frame at the channel's rate.
  void Said(ConstSamples frame, EventSink& events) {
    for (Recorder& recorder : recorders_) recorder.Said(frame, events);
  }
  void Heard(ConstSamples frame, EventSink& events) {
    for (Recorder& recorder : recorders_) recorder.Heard(frame, events);
  }

  // Packets in the clear, as they come and go.
  void ReceivedRtp(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick);
  void ReceivedRtcp(Bytes datagram, Instant arrival, const Tick& tick);
  void SentRtp(Bytes datagram, NtpTime wall_clock);
  void SentRtcp(Bytes datagram, NtpTime wall_clock);
  /// What an endpoint without a peer says, as the packets that it would come in: mono at the channel's rate.
  void SaidAsPackets(ConstSamples frame, const Tick& tick);
  /// How those are made: µ-law at 8 kHz unless told otherwise. Before the first packet.
  void SetGeneratedFormat(GeneratedRtp::Format format) { generated_.emplace(format, endpoint_); }

 private:
  struct PacketRecording {
    Handle id;
    std::shared_ptr<PacketSink> sink;
    bool own = true;  // not the session's
    bool paused = false;
  };

  void WritePacket(const RecordedPacket& packet, bool sent_rtp);

  const Handle endpoint_;
  int channel_rate_hz_ = 8000;
  std::vector<Recorder> recorders_;
  std::vector<PacketRecording> packets_;
  std::optional<GeneratedRtp> generated_;
};

}  // namespace ossicle::session
