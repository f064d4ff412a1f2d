#pragma once

#include "core/bytes.h"
#include "core/socket_address.h"

namespace ossicle::session {

/// Where an endpoint's packets leave: a pair of sockets, or a simulated network.
class DatagramSink {
 public:
  virtual ~DatagramSink() = default;
  virtual void SendRtp(const SocketAddress& to, Bytes packet) = 0;
  /// By the RTCP socket; multiplexed RTCP goes by SendRtp (RFC 5761).
  virtual void SendRtcp(const SocketAddress& to, Bytes packet) = 0;
};

}  // namespace ossicle::session
