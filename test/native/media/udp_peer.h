#pragma once

// A phone on a real socket, in a thread of its own: sends a packet each 20 ms and keeps what comes back.
#include <atomic>
#include <thread>
#include <vector>

#include "net/clock.h"
#include "net/udp_socket.h"
#include "rtp/rtp_packet.h"

namespace ossicle::media {

inline constexpr SocketAddress kLoopback = SocketAddress::Ipv4(127, 0, 0, 1, 0);

class UdpPeer {
 public:
  /// Talks to `port` on the loopback interface with PCMU payloads of `fill`.
  UdpPeer(std::uint16_t port, std::uint8_t fill)
      : socket_(net::UdpSocket::Bind(kLoopback).value()), to_(kLoopback.WithPort(port)), fill_(fill) {
    thread_ = std::thread([this] { Loop(); });
  }
  ~UdpPeer() { Stop(); }

  void Stop() {
    stopping_.store(true);
    if (thread_.joinable()) thread_.join();
  }

  std::uint16_t port() const { return socket_.local_port(); }
  std::uint64_t received() const { return received_.load(); }
  /// After Stop: first payload byte and arrival of each RTP packet.
  struct Heard {
    std::uint8_t first_byte;
    std::uint16_t sequence_number;
    std::uint32_t timestamp;
    Instant arrival;
  };
  const std::vector<Heard>& heard() const { return heard_; }

 private:
  void Loop() {
    Instant next = net::Now();
    while (!stopping_.load()) {
      Send();
      Receive();
      next += Milliseconds(20);
      std::this_thread::sleep_until(std::chrono::steady_clock::time_point(
          std::chrono::duration_cast<std::chrono::steady_clock::duration>(next.time_since_epoch())));
    }
    Receive();
  }

  void Send() {
    const std::vector<std::uint8_t> payload(160, fill_);
    std::array<std::uint8_t, 200> datagram;
    const std::size_t size = rtp::WriteRtp({.payload_type = PayloadType{0},
                                            .marker = false,
                                            .sequence_number = sequence_++,
                                            .timestamp = timestamp_,
                                            .ssrc = Ssrc{fill_},
                                            .payload = payload},
                                           datagram);
    timestamp_ += 160;
    socket_.Send(to_, Bytes(datagram).first(size));
  }

  void Receive() {
    for (;;) {
      socket_.Receive(batch_, net::Now(), net::WallClockOffset());
      for (const net::Datagram& datagram : batch_.datagrams()) {
        const Result<rtp::RtpPacket> packet = rtp::ParseRtp(datagram.data);
        if (!packet.ok() || rtp::LooksLikeRtcp(datagram.data) || packet.value().payload.empty()) continue;
        const rtp::RtpPacket& p = packet.value();
        heard_.push_back({p.payload[0], p.sequence_number, p.timestamp, datagram.arrival});
        received_.fetch_add(1);
      }
      if (batch_.datagrams().size() < net::DatagramBatch::kCapacity) return;
    }
  }

  net::UdpSocket socket_;
  const SocketAddress to_;
  const std::uint8_t fill_;
  std::uint16_t sequence_ = 1;
  std::uint32_t timestamp_ = 0;
  net::DatagramBatch batch_;
  std::vector<Heard> heard_;
  std::atomic<std::uint64_t> received_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace ossicle::media
