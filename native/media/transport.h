#pragma once

#include "net/udp_socket.h"
#include "session/rtp_endpoint.h"

namespace ossicle::media {

/// How an endpoint reaches its peer: UDP sockets, or a simulated network. Moves with the endpoint between threads.
class Transport : public session::DatagramSink {
 public:
  /// Hands what has arrived on the RTP address to `endpoint`.
  virtual void DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) = 0;
  /// The same of RTCP, in each tick; it may take its time.
  virtual void DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) = 0;
  /// The socket of RTP, if it has one.
  virtual const net::UdpSocket* rtp_socket() const { return nullptr; }
};

}  // namespace ossicle::media
