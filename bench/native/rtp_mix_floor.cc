// The least a mixing server can do: per leg and 20 ms one recv, a table decode, sum and subtract, a table encode, twelve
// bytes of header and one send, on the same wheel of 5 ms and with a connected socket per leg. No jitter buffer, no
// checks, no detectors, no reports.
//
//   bench_rtp_mix_floor LEGS ROOM FIRST_PORT
//
// Prints "ports ...", reads "targets ...", prints "ready" and mixes until its standard input ends.
#include <poll.h>
#include <time.h>

#include <algorithm>

#include "tone_plan.h"
#include "udp.h"

namespace ossicle::bench {
namespace {

constexpr std::size_t kSlots = 4;
constexpr std::int64_t kSlotNanoseconds = 5'000'000;

struct Leg {
  int fd = -1;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  bool started = false;
  std::array<std::int16_t, kPacketSamples> heard{};
};

class Floor {
 public:
  Floor(std::size_t legs, std::size_t room, std::uint16_t first_port) : room_(room), legs_(legs) {
    for (Leg& leg : legs_) {
      leg.fd = BindLoopback(first_port, 64 << 10);
      ports_.push_back(static_cast<std::uint16_t>(first_port - 1));
    }
  }

  const std::vector<std::uint16_t>& ports() const { return ports_; }

  void SetTargets(const std::vector<std::uint16_t>& targets) {
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const sockaddr_in peer = Loopback(targets[i]);
      if (::connect(legs_[i].fd, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0) continue;
      std::perror("connect");
      std::exit(1);
    }
  }

  void RunSlot(std::size_t slot) {
    for (std::size_t first = slot * room_; first < legs_.size(); first += kSlots * room_)
      MixRoom(std::span(legs_).subspan(first, std::min(room_, legs_.size() - first)));
  }

 private:
  void MixRoom(std::span<Leg> members) {
    std::array<std::int32_t, kPacketSamples> total{};
    for (Leg& leg : members) {
      Receive(leg);
      for (std::size_t n = 0; n < kPacketSamples; ++n) total[n] += leg.heard[n];
    }
    for (Leg& leg : members) Send(leg, total);
  }

  /// One packet per tick; those that come early wait in the socket. The first waits for a tick, so that one is always
  /// there.
  void Receive(Leg& leg) {
    std::array<std::uint8_t, 512> datagram;
    if (!leg.started) {
      leg.started = ::recv(leg.fd, datagram.data(), 1, MSG_PEEK) > 0;
      return;
    }
    if (::recv(leg.fd, datagram.data(), datagram.size(), 0) != static_cast<ssize_t>(kPacketSize)) return leg.heard.fill(0);
    for (std::size_t n = 0; n < kPacketSamples; ++n) leg.heard[n] = law_.Decode(datagram[kRtpHeaderSize + n]);
  }

  void Send(Leg& leg, const std::array<std::int32_t, kPacketSamples>& total) {
    std::array<std::uint8_t, kPacketSize> datagram;
    PutRtpHeader(datagram.data(), leg.sequence++, leg.timestamp, 1);
    leg.timestamp += kPacketSamples;
    for (std::size_t n = 0; n < kPacketSamples; ++n)
      datagram[kRtpHeaderSize + n] = law_.Encode(std::clamp(total[n] - leg.heard[n], -32768, 32767));
    (void)!::send(leg.fd, datagram.data(), datagram.size(), 0);
  }

  const MuLaw law_;
  const std::size_t room_;
  std::vector<Leg> legs_;
  std::vector<std::uint16_t> ports_;
};

bool InputEnded() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  char byte;
  return ::poll(&input, 1, 0) > 0 && ::read(STDIN_FILENO, &byte, 1) <= 0;
}

void Run(Floor& floor) {
  timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (std::size_t slot = 0;; ++slot) {
    if (slot % 100 == 0 && InputEnded()) return;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    floor.RunSlot(slot % kSlots);
    next.tv_nsec += kSlotNanoseconds;
    if (next.tv_nsec >= 1'000'000'000) {
      next.tv_nsec -= 1'000'000'000;
      ++next.tv_sec;
    }
  }
}

}  // namespace
}  // namespace ossicle::bench

int main(int argc, char** argv) {
  using namespace ossicle::bench;
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_rtp_mix_floor LEGS ROOM FIRST_PORT\n");
    return 2;
  }
  const auto legs = static_cast<std::size_t>(std::max(std::atoi(argv[1]), 1));
  const auto room = static_cast<std::size_t>(std::max(std::atoi(argv[2]), 1));
  Floor floor(legs, room, static_cast<std::uint16_t>(std::atoi(argv[3])));
  PrintPorts(floor.ports());
  floor.SetTargets(ReadTargets(legs));
  std::printf("ready\n");
  std::fflush(stdout);
  Run(floor);
  return 0;
}
