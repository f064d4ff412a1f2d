#pragma once

#include "net/udp_socket.h"
#include "session/rtp_endpoint.h"

namespace ossicle::media {

/// How an endpoint reaches its peer: UDP sockets, or a simulated network. Moves with the endpoint between threads.
class Transport : public session::DatagramSink {
 public:
  /// Hands what has arrived on the RTP address to `endpoint`.
  virtual void DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) = 0;
  /// One of them, where more that wait will be told of again.
  virtual void DeliverOneRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) { DeliverRtp(endpoint, tick); }
  /// The same of RTCP.
  virtual void DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) = 0;
  /// The socket of RTP, if it has one.
  virtual const net::UdpSocket* rtp_socket() const { return nullptr; }
};

}  // namespace ossicle::media
