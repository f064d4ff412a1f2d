#pragma once

#include <string_view>

#include "rtp/receive_stream.h"
#include "rtp/rtcp/compound.h"
#include "rtp/rtcp/rtcp_scheduler.h"
#include "rtp/send_stream.h"
#include "session/datagram_sink.h"
#include "session/peer_address.h"
#include "session/tick.h"

namespace ossicle::session {

/// Reports about both directions of one endpoint: writes ours when due, reads the peer's.
class RtcpPath {
 public:
  RtcpPath(Handle endpoint, Random& random, std::string_view cname) : endpoint_(endpoint), scheduler_(random, cname) {}

  /// Reads a compound; false when it is malformed, of which nothing is then used.
  bool OnDatagram(Bytes datagram, Instant arrival, rtp::SendStream& sent, rtp::ReceiveStream& received,
                  const Tick& tick);

  /// Sends a report when one is due.
  void Send(const Tick& tick, const PeerAddress& peer, rtp::SendStream& sent, rtp::ReceiveStream& received,
            DatagramSink& sink);
  /// Says BYE.
  void SendGoodbye(const Tick& tick, const PeerAddress& peer, rtp::SendStream& sent, rtp::ReceiveStream& received,
                   DatagramSink& sink);

 private:
  static void Emit(Bytes datagram, const PeerAddress& peer, DatagramSink& sink);

  const Handle endpoint_;
  rtp::RtcpScheduler scheduler_;
};

}  // namespace ossicle::session
