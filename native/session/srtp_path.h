#pragma once

#include <array>
#include <memory>

#include "secure/srtp_session.h"
#include "session/datagram_sink.h"

namespace ossicle::session {

/// What stands between an endpoint and its sockets: SRTP, or nothing. The endpoint itself sees plain packets alone.
class SrtpPath final : public DatagramSink {
 public:
  /// The largest datagram that is looked at.
  using Buffer = std::array<std::uint8_t, kMaxDatagramBytes>;

  explicit SrtpPath(DatagramSink& sink) : sink_(sink) {}

  bool secured() const { return session_ != nullptr; }

  /// Goes over to the keys of `next`, or to plain packets when it is empty; what is not needed any more is left in it.
  /// Returns whether the peer may be speaking under another key from now on.
  bool Renew(std::unique_ptr<secure::SrtpSession>& next, Instant now);

  /// The plain packet: `datagram` itself, or decrypted into `buffer`; empty when it is refused.
  Bytes OpenRtp(Bytes datagram, Instant arrival, Buffer& buffer);
  Bytes OpenRtcp(Bytes datagram, Instant arrival, Buffer& buffer);

  /// Takes plain packets; one that cannot be protected (the key is used up) is not sent.
  void SendRtp(const SocketAddress& to, Bytes packet) override;
  void SendRtcp(const SocketAddress& to, Bytes packet) override;

  /// Since the endpoint was made.
  secure::SrtpErrors errors() const;

 private:
  DatagramSink& sink_;
  std::unique_ptr<secure::SrtpSession> session_;
  secure::SrtpErrors past_;  // of sessions that are gone
};

}  // namespace ossicle::session
