#pragma once

#include "media/transport.h"
#include "net/port_allocator.h"

namespace ossicle::media {

/// A pair of UDP sockets, whose kernel stamps what arrives: what is read late is not taken for late.
class UdpTransport final : public Transport {
 public:
  explicit UdpTransport(net::PortPair sockets) : sockets_(std::move(sockets)) {}

  void DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) override;
  void DeliverOneRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) override;
  void DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) override;
  const net::UdpSocket* rtp_socket() const override { return &sockets_.rtp; }
  void SendRtp(const SocketAddress& to, Bytes packet) override { sockets_.rtp.Send(to, packet); }
  void SendRtcp(const SocketAddress& to, Bytes packet) override { sockets_.rtcp.Send(to, packet); }

 private:
  /// More waiting datagrams than this stay in the kernel until the next tick, so a flood cannot hold up the thread.
  static constexpr int kMaxReadsPerTick = 4;

  net::PortPair sockets_;
};

}  // namespace ossicle::media
