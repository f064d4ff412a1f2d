#pragma once

// The least a relay can do: per packet one recv, ten bytes of header and one send, on a socket per leg that is connected
// to its phone and watched by epoll; with SRTP, both ciphers as well. No checks, no statistics, no reports.
//
//   PROGRAM LEGS ROOM FIRST_PORT
//
// ROOM must be 2: leg 2k and leg 2k+1 hear one another. Prints "ports ..." and, with SRTP, "keys ...", reads
// "targets ...", prints "ready" and relays until its standard input ends.
#include <sys/epoll.h>

#include <array>
#include <memory>

#include "line.h"
#include "tone_plan.h"
#include "udp.h"

namespace ossicle::bench {

/// `Line`: how packets look on the wire; see line.h.
template <typename Line>
class ForwardFloor {
 public:
  ForwardFloor(std::size_t legs, std::uint16_t first_port) : epoll_(::epoll_create1(0)), legs_(legs) {
    for (Leg& leg : legs_) {
      leg.line = std::make_unique<Line>(ports_.size(), kServerKey, kPhoneKey);
      leg.fd = BindLoopback(first_port, 64 << 10);
      ports_.push_back(static_cast<std::uint16_t>(first_port - 1));
    }
  }

  const std::vector<std::uint16_t>& ports() const { return ports_; }

  void SetTargets(const std::vector<std::uint16_t>& targets) {
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const sockaddr_in peer = Loopback(targets[i]);
      epoll_event event{EPOLLIN, {.u64 = i}};
      if (::connect(legs_[i].fd, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0 &&
          ::epoll_ctl(epoll_, EPOLL_CTL_ADD, legs_[i].fd, &event) == 0)
        continue;
      std::perror("connect");
      std::exit(1);
    }
    epoll_event input{EPOLLIN | EPOLLHUP, {.u64 = legs_.size()}};
    (void)::epoll_ctl(epoll_, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  }

  void Run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
        char byte;
        if (index < legs_.size()) Forward(legs_[index], legs_[index ^ 1]);
        else if (::read(STDIN_FILENO, &byte, 1) <= 0) return;
      }
    }
  }

 private:
  struct Leg {
    int fd = -1;
    std::uint16_t sequence = 0;
    std::unique_ptr<Line> line;
  };

  static void Forward(const Leg& from, Leg& to) {
    std::array<std::uint8_t, 2048> datagram;
    const ssize_t size = ::recv(from.fd, datagram.data(), datagram.size() - kMaxTrailer, 0);
    if (size < static_cast<ssize_t>(kRtpHeaderSize)) return;
    const std::size_t plain = from.line->Unprotect(datagram.data(), static_cast<std::size_t>(size));
    if (plain == 0) return;
    PutRtpHeader(datagram.data(), to.sequence++, Timestamp(datagram.data()), 1);
    (void)!::send(to.fd, datagram.data(), to.line->Protect(datagram.data(), plain), 0);
  }

  static std::uint32_t Timestamp(const std::uint8_t* header) {
    return static_cast<std::uint32_t>(header[4]) << 24 | static_cast<std::uint32_t>(header[5]) << 16 |
           static_cast<std::uint32_t>(header[6]) << 8 | header[7];
  }

  const int epoll_;
  std::vector<Leg> legs_;
  std::vector<std::uint16_t> ports_;
};

template <typename Line>
int RunForwardFloor(int argc, char** argv) {
  if (argc != 4 || std::atoi(argv[2]) != 2) {
    std::fprintf(stderr, "usage: %s LEGS 2 FIRST_PORT\n", argv[0]);
    return 2;
  }
  const auto legs = static_cast<std::size_t>(std::max(std::atoi(argv[1]), 2)) / 2 * 2;
  ForwardFloor<Line> floor(legs, static_cast<std::uint16_t>(std::atoi(argv[3])));
  PrintPorts(floor.ports());
  if (Line::kKeyed) PrintKeys(legs);
  floor.SetTargets(ReadTargets(legs));
  std::printf("ready\n");
  std::fflush(stdout);
  floor.Run();
  return 0;
}

}  // namespace ossicle::bench
