#pragma once

#include "session/rtp_endpoint.h"

namespace ossicle::media {

/// How an endpoint reaches its peer: UDP sockets, or a simulated network. Moves with the endpoint between threads.
class Transport : public session::DatagramSink {
 public:
  /// Hands everything that has arrived to `endpoint`.
  virtual void Deliver(session::RtpEndpoint& endpoint, const session::Tick& tick) = 0;
};

}  // namespace ossicle::media
