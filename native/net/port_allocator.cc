#include "net/port_allocator.h"

#include <cerrno>
#include <utility>

namespace ossicle::net {
namespace {

std::uint16_t EvenAtLeast(std::uint16_t port) { return static_cast<std::uint16_t>(port + port % 2); }

std::size_t PairsBetween(std::uint16_t first, std::uint16_t max) {
  return max > first ? (static_cast<std::size_t>(max) - first + 1) / 2 : 0;
}

/// Another program holds the port: the next pair may be free. Anything else (no file descriptors left) is final.
bool IsTaken(const Status& status) { return status.detail() == EADDRINUSE || status.detail() == EACCES; }

}  // namespace

PortAllocator::PortAllocator(const SocketAddress& bind, std::uint16_t min, std::uint16_t max)
    : bind_(bind), first_(EvenAtLeast(min)), taken_(PairsBetween(first_, max), false) {}

Result<PortPair> PortAllocator::Allocate() {
  for (std::size_t tried = 0; tried < taken_.size(); ++tried) {
    const std::size_t index = next_;
    next_ = (next_ + 1) % taken_.size();
    if (taken_[index]) continue;
    Result<PortPair> pair = BindPair(static_cast<std::uint16_t>(first_ + 2 * index));
    if (!pair.ok() && IsTaken(pair.status())) continue;
    if (!pair.ok()) return pair;
    taken_[index] = true;
    return pair;
  }
  return Status(StatusCode::kNoPorts, "every RTP port pair is taken");
}

void PortAllocator::Release(std::uint16_t rtp_port) {
  const std::size_t index = static_cast<std::size_t>(rtp_port - first_) / 2;
  if (index < taken_.size()) taken_[index] = false;
}

Result<PortPair> PortAllocator::BindPair(std::uint16_t rtp_port) const {
  Result<UdpSocket> rtp = UdpSocket::Bind(bind_.WithPort(rtp_port));
  if (!rtp.ok()) return rtp.status();
  Result<UdpSocket> rtcp = UdpSocket::Bind(bind_.WithPort(static_cast<std::uint16_t>(rtp_port + 1)));
  if (!rtcp.ok()) return rtcp.status();
  return PortPair{std::move(rtp).value(), std::move(rtcp).value()};
}

}  // namespace ossicle::net
