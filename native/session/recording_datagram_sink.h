#pragma once

#include "rtp/rtp_packet.h"
#include "session/datagram_sink.h"
#include "session/recordings.h"

namespace ossicle::session {

/// Lets an endpoint's recordings see what it sends, in the clear: what encrypts comes behind it.
class RecordingDatagramSink final : public DatagramSink {
 public:
  RecordingDatagramSink(DatagramSink& sink, Recordings& recordings) : sink_(sink), recordings_(recordings) {}

  /// Before anything is sent in a tick.
  void SetTick(const Tick& tick) { wall_clock_ = tick.wall_clock; }

  void SendRtp(const SocketAddress& to, Bytes packet) override {
    if (recordings_.wants_packets()) {
      if (rtp::LooksLikeRtcp(packet))
        recordings_.SentRtcp(packet, wall_clock_);
      else
        recordings_.SentRtp(packet, wall_clock_);
    }
    sink_.SendRtp(to, packet);
  }
  void SendRtcp(const SocketAddress& to, Bytes packet) override {
    recordings_.SentRtcp(packet, wall_clock_);
    sink_.SendRtcp(to, packet);
  }

 private:
  DatagramSink& sink_;
  Recordings& recordings_;
  NtpTime wall_clock_;
};

}  // namespace ossicle::session
