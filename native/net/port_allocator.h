#pragma once

#include <cstdint>
#include <vector>

#include "core/status.h"
#include "net/udp_socket.h"

namespace ossicle::net {

/// An even port for RTP and the odd one above for RTCP (RFC 3550 section 11).
struct PortPair {
  UdpSocket rtp;
  UdpSocket rtcp;
};

/// Hands out pairs of a range in rotation, so that a freed port rests before it is used again.
/// Control thread only.
class PortAllocator {
 public:
  /// `min` and `max` are inclusive; `bind` is the local address.
  PortAllocator(const SocketAddress& bind, std::uint16_t min, std::uint16_t max);

  /// kNoPorts when every pair is taken, by us or by another program.
  Result<PortPair> Allocate();
  /// Gives the pair back whose RTP port this is. Its sockets must be closed.
  void Release(std::uint16_t rtp_port);

  std::size_t pairs() const { return taken_.size(); }

 private:
  Result<PortPair> BindPair(std::uint16_t rtp_port) const;

  const SocketAddress bind_;
  const std::uint16_t first_;
  std::size_t next_ = 0;
  std::vector<bool> taken_;
};

}  // namespace ossicle::net
