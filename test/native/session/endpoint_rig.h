#pragma once

// A session of endpoints driven by hand: datagrams in, datagrams and events out, nothing allocated per tick.
#include <array>
#include <memory>
#include <vector>

#include "rtp/rtp_packet.h"
#include "session/rtp_endpoint.h"
#include "session/session.h"

namespace ossicle::session {

inline constexpr SocketAddress kPeer = SocketAddress::Ipv4(203, 0, 113, 1, 4000);
inline constexpr SocketAddress kStranger = SocketAddress::Ipv4(198, 51, 100, 7, 31000);
inline constexpr PayloadType kTelephoneEvent{101}, kComfortNoise{13};

/// Keeps the last datagram of each kind and counts them.
class CountingSink final : public DatagramSink {
 public:
  void SendRtp(const SocketAddress& to, Bytes packet) override {
    last_to = to;
    last_size = std::min(packet.size(), last.size());
    std::copy_n(packet.begin(), last_size, last.begin());
    ++rtp;
  }
  void SendRtcp(const SocketAddress&, Bytes) override { ++rtcp; }
  Bytes last_rtp() const { return Bytes(last).first(last_size); }

  std::array<std::uint8_t, 1500> last{};
  std::size_t last_size = 0;
  SocketAddress last_to;
  std::uint64_t rtp = 0, rtcp = 0;
};

/// Counts events by type; keeps retired players alive as the real one does until the control thread frees them.
class CountingEvents final : public EventSink {
 public:
  CountingEvents() { retired.reserve(16); }
  void Emit(const Event& event) override {
    last = event;
    ++counts[static_cast<std::size_t>(event.type)];
  }
  void Retire(std::unique_ptr<Player> player) override { retired.push_back(std::move(player)); }
  std::uint64_t count(EventType type) const { return counts[static_cast<std::size_t>(type)]; }

  Event last;
  std::array<std::uint64_t, 32> counts{};
  std::vector<std::unique_ptr<Player>> retired;
};

inline EndpointConfig ConfigOf(codec::Kind kind) {
  const codec::CodecDescription& description = codec::Describe(kind);
  EndpointConfig config;
  config.remote_rtp = kPeer;
  config.remote_rtcp = kPeer.WithPort(4001);
  config.format = {kind, description.sample_rates_hz.front(), description.clock_rate_hz};
  config.payload_type = kind == codec::Kind::kOpus
                            ? PayloadType{111}
                            : PayloadType{kind == codec::Kind::kPcma ? std::uint8_t{8} : std::uint8_t{0}};
  config.telephone_event = kTelephoneEvent;
  config.comfort_noise = kComfortNoise;
  config.telephone_event_clock_hz = description.clock_rate_hz;
  return config;
}

inline CodecPair CodecOf(codec::Kind kind) {
  const int rate = codec::Describe(kind).sample_rates_hz.front();
  return {codec::MakeDecoder(kind, rate).value(), codec::MakeEncoder(kind, rate).value()};
}

inline std::unique_ptr<RtpEndpoint> MakeEndpoint(std::uint64_t id, codec::Kind kind, DatagramSink& sink) {
  auto endpoint = std::make_unique<RtpEndpoint>(Handle{id}, id, "0123456789abcdef", sink);
  endpoint->Configure(ConfigOf(kind), CodecOf(kind));
  return endpoint;
}

/// Time that moves 20 ms per tick, and where events go.
class Beat {
 public:
  Tick Next() {
    now_ += kFrameDuration;
    wall_.value += (std::uint64_t{1} << 32) / 50;
    return Tick{now_, wall_, events};
  }
  Tick Now() { return Tick{now_, wall_, events}; }
  Instant now() const { return now_; }

  CountingEvents events;

 private:
  Instant now_{std::chrono::hours(1)};
  NtpTime wall_{std::uint64_t{3'900'000'000} << 32};
};

/// The packets of a phone: one payload, again and again.
class PacketMaker {
 public:
  PacketMaker(PayloadType type, std::uint32_t ticks, std::vector<std::uint8_t> payload)
      : type_(type), ticks_(ticks), payload_(std::move(payload)) {}

  Bytes Next() {
    const std::size_t size = rtp::WriteRtp({.payload_type = type_,
                                            .marker = false,
                                            .sequence_number = sequence_++,
                                            .timestamp = timestamp_,
                                            .ssrc = Ssrc{0xABCD},
                                            .payload = payload_},
                                           datagram_);
    timestamp_ += ticks_;
    return Bytes(datagram_).first(size);
  }
  void SetPayload(Bytes payload) { payload_.assign(payload.begin(), payload.end()); }

 private:
  const PayloadType type_;
  const std::uint32_t ticks_;
  std::vector<std::uint8_t> payload_;
  std::uint16_t sequence_ = 65'000;
  std::uint32_t timestamp_ = 0xFFFFF000;
  std::array<std::uint8_t, 1500> datagram_{};
};

}  // namespace ossicle::session
