#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace ossicle::bench {

inline sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// A non-blocking UDP socket on 127.0.0.1 at the first free port from `port` on, which is moved past it. Ends the
/// program when there is none.
inline int BindLoopback(std::uint16_t& port, int buffer_bytes) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  if (fd >= 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes);
    for (; port != 0; ++port) {
      const sockaddr_in address = Loopback(port);
      if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) continue;
      ++port;
      return fd;
    }
  }
  std::perror("bind");
  std::exit(1);
}

inline void PrintPorts(const std::vector<std::uint16_t>& ports) {
  std::printf("ports");
  for (const std::uint16_t port : ports) std::printf(" %u", unsigned{port});
  std::printf("\n");
  std::fflush(stdout);
}

/// Reads "targets PORT PORT ..." from standard input; ends the program when something else comes.
inline std::vector<std::uint16_t> ReadTargets(std::size_t count) {
  char word[16];
  std::vector<std::uint16_t> ports(count);
  bool read = std::scanf("%15s", word) == 1 && std::string(word) == "targets";
  for (std::uint16_t& port : ports) read = read && std::scanf("%hu", &port) == 1;
  if (read) return ports;
  std::fprintf(stderr, "expected: targets and %zu ports\n", count);
  std::exit(2);
}

}  // namespace ossicle::bench
