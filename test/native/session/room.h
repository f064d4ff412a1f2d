#pragma once

// A session with phones around it that keep every packet they get.
#include <deque>

#include "codec/g711_codec.h"
#include "session/endpoint_rig.h"
#include "signals.h"

namespace ossicle::session {

/// Keeps all RTP packets.
class KeepingSink final : public DatagramSink {
 public:
  struct Kept {
    std::vector<std::uint8_t> bytes;
    rtp::RtpPacket packet;  // its payload points into `bytes`
  };

  void SendRtp(const SocketAddress&, Bytes packet) override {
    if (rtp::LooksLikeRtcp(packet)) return;
    Kept& kept = packets.emplace_back();
    kept.bytes.assign(packet.begin(), packet.end());
    kept.packet = rtp::ParseRtp(kept.bytes).value();
  }
  void SendRtcp(const SocketAddress&, Bytes) override {}

  std::size_t CountOf(PayloadType type) const {
    return static_cast<std::size_t>(std::count_if(packets.begin(), packets.end(),
                                                  [&](const Kept& kept) { return kept.packet.payload_type == type; }));
  }

  std::deque<Kept> packets;  // stays in place as it grows
};

/// Speaks tones in G.711 or what it is told to, hears into its sink.
class RoomPhone {
 public:
  RoomPhone(std::uint64_t id, EndpointConfig config)
      : config_(config), endpoint_(Handle{id}, id, "0123456789abcdef", sink), ssrc_(static_cast<std::uint32_t>(id)) {
    const int rate = config.format.sample_rate_hz;
    endpoint_.Configure(config, {codec::MakeDecoder(config.format.kind, rate).value(),
                                 codec::MakeEncoder(config.format.kind, rate).value()});
  }

  RtpEndpoint& operator*() { return endpoint_; }
  RtpEndpoint* operator->() { return &endpoint_; }

  /// The next packet of audio: a tone, or `payload`.
  void Say(double hz, const Tick& tick, double dbov = -15) {
    const std::size_t at = spoken_;
    spoken_ += 160;
    std::vector<Sample> frame(160);
    for (std::size_t i = 0; i < frame.size(); ++i)
      frame[i] = test::Clamp16(test::SinePeak(dbov) *
                               std::sin(2 * std::numbers::pi * hz * static_cast<double>(at + i) / 8000));
    std::vector<std::uint8_t> payload(160);
    codec::G711Encoder encoder(config_.format.kind == codec::Kind::kPcma ? codec::G711Law::kA : codec::G711Law::kMu);
    EXPECT_TRUE(encoder.Encode(frame, payload).ok());
    Send(config_.payload_type, payload, tick);
  }
  void Send(PayloadType type, std::vector<std::uint8_t> payload, const Tick& tick, bool marker = false) {
    SendAt(timestamp, type, std::move(payload), tick, marker);
    timestamp += 160;
  }
  void SendAt(std::uint32_t at, PayloadType type, std::vector<std::uint8_t> payload, const Tick& tick, bool marker) {
    std::vector<std::uint8_t> datagram(rtp::kRtpHeaderSize + payload.size());
    (void)rtp::WriteRtp({.payload_type = type,
                         .marker = marker,
                         .sequence_number = sequence++,
                         .timestamp = at,
                         .ssrc = Ssrc{ssrc_},
                         .payload = payload},
                        datagram);
    endpoint_.OnRtp(datagram, kPeer, tick.now, tick);
    said.push_back(std::move(payload));
  }

  /// What it heard in packets from `first` on, decoded (G.711).
  test::Signal Heard(std::size_t first) const {
    test::Signal heard;
    codec::G711Decoder decoder(config_.format.kind == codec::Kind::kPcma ? codec::G711Law::kA : codec::G711Law::kMu);
    for (std::size_t i = first; i < sink.packets.size(); ++i) {
      const rtp::RtpPacket& packet = sink.packets[i].packet;
      if (packet.payload_type != config_.payload_type) continue;
      test::Signal frame(packet.payload.size());
      EXPECT_TRUE(decoder.Decode(packet.payload, frame).ok());
      test::Append(heard, frame);
    }
    return heard;
  }

  KeepingSink sink;
  std::vector<std::vector<std::uint8_t>> said;
  std::uint32_t timestamp = 0xFFFFFF00;
  std::uint16_t sequence = 65'500;

 private:
  const EndpointConfig config_;
  RtpEndpoint endpoint_;
  const std::uint32_t ssrc_;
  std::size_t spoken_ = 0;
};

/// As the media server has it: nothing is sent without need, and nothing looked for in the audio.
inline EndpointConfig Passing(codec::Kind kind) {
  EndpointConfig config = ConfigOf(kind);
  config.steady = false;
  config.detection = false;
  return config;
}

class Room {
 public:
  RoomPhone& Add(const EndpointConfig& config) {
    phones_.push_back(std::make_unique<RoomPhone>(phones_.size() + 1, config));
    session.Add(**phones_.back());
    return *phones_.back();
  }
  /// `speak(tick)`, then the session's 20 ms; `ticks` times.
  template <typename Speak>
  void Run(int ticks, Speak speak) {
    for (int i = 0; i < ticks; ++i) {
      const Tick tick = beat.Next();
      speak(tick);
      session.Run(tick);
    }
  }
  ~Room() {
    for (const auto& phone : phones_) session.Remove((*phone)->id());
  }

  Beat beat;
  Session session;

 private:
  std::vector<std::unique_ptr<RoomPhone>> phones_;
};

/// Steps of the timestamps of a stream's audio.
inline std::vector<std::int32_t> StepsOf(const KeepingSink& sink, PayloadType type) {
  std::vector<std::int32_t> steps;
  const rtp::RtpPacket* last = nullptr;
  for (const KeepingSink::Kept& kept : sink.packets) {
    if (kept.packet.payload_type != type) continue;
    if (last) steps.push_back(static_cast<std::int32_t>(kept.packet.timestamp - last->timestamp));
    last = &kept.packet;
  }
  return steps;
}

}  // namespace ossicle::session
