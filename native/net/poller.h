#pragma once

#include <memory>
#include <span>

#include "core/time.h"
#include "net/udp_socket.h"

namespace ossicle::net {

/// Lets one thread sleep until a deadline, until another thread wakes it or, where the system has epoll, until a packet
/// comes on a socket it watches. A wake that comes first is kept.
class Poller {
 public:
  Poller();
  ~Poller();

  /// Any thread.
  void Wake();

  // The sleeping thread.

  /// Packets of `socket` end Wait from now on, which then tells `token`. False where that cannot be.
  bool Watch(const UdpSocket& socket, void* token);
  void Unwatch(const UdpSocket& socket);
  /// Returns at `deadline` (at once when it has passed; never for Instant::max()), on a wake, which it consumes, or with
  /// the tokens of sockets on which something waits. Valid until the next call.
  std::span<void* const> Wait(Instant deadline);

 private:
  struct System;
  const std::unique_ptr<System> system_;
};

}  // namespace ossicle::net
