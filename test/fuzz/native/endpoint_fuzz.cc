// Hostile datagrams into one of two endpoints, in any order, from two sources, with ticks in between. The first one's
// packets are relayed to the second, whose are decoded and mixed for the first.
// The input is a list of [kind, length, bytes...], with length 255 for two bytes of length that follow; kind chooses
// endpoint, road and source. With the highest bit of the first byte the first endpoint speaks SRTP, with the next one
// the second does, in another suite; some datagrams are then protected as their peers would, and so arrive behind the
// decryption.
#include <algorithm>
#include <memory>

#include "hex_seed.h"
#include "session/rtp_endpoint.h"
#include "session/session.h"

namespace {

using ossicle::Bytes;
using ossicle::Instant;
using ossicle::PayloadType;
using ossicle::SocketAddress;
using namespace ossicle::session;

using ossicle::codec::Kind;

class NoSink final : public DatagramSink {
 public:
  void SendRtp(const SocketAddress&, Bytes) override {}
  void SendRtcp(const SocketAddress&, Bytes) override {}
};

class NoEvents final : public EventSink {
 public:
  void Emit(const Event&) override {}
  void Retire(std::unique_ptr<Player>) override {}
};

std::unique_ptr<RtpEndpoint> MakeEndpoint(std::uint64_t id, ossicle::codec::Kind kind, DatagramSink& sink) {
  const ossicle::codec::CodecDescription& description = ossicle::codec::Describe(kind);
  EndpointConfig config;
  config.format = {kind, description.sample_rates_hz.front(), description.clock_rate_hz};
  config.payload_type = PayloadType{0};
  config.telephone_event = PayloadType{101};
  config.comfort_noise = PayloadType{13};
  config.telephone_event_clock_hz = description.clock_rate_hz;
  for (const auto& [type, also] : {std::pair{8, Kind::kPcma}, {9, Kind::kG722}, {111, Kind::kOpus}}) {
    const auto& other = ossicle::codec::Describe(also);
    config.also_codecs.push_back(
        {PayloadType{static_cast<std::uint8_t>(type)}, {also, other.sample_rates_hz.front(), other.clock_rate_hz}});
  }
  config.also_events.push_back({PayloadType{96}, 48'000});
  config.rtcp_mux = true;
  config.media_timeout = ossicle::Milliseconds(500);
  config.steady = id == 1;
  config.learning = id == 1 ? Learning::kSignalled : Learning::kNewest;
  auto endpoint = std::make_unique<RtpEndpoint>(ossicle::Handle{id}, id, "fuzz", sink);
  endpoint->SetLoopback(id == 1);
  endpoint->Configure(config, {ossicle::codec::MakeDecoder(kind, config.format.sample_rate_hz).value(),
                               ossicle::codec::MakeEncoder(kind, config.format.sample_rate_hz).value()});
  endpoint->PrepareDecoder(PayloadType{9}, ossicle::codec::MakeDecoder(Kind::kG722, 16'000).value());
  endpoint->PrepareDecoder(PayloadType{111}, ossicle::codec::MakeDecoder(Kind::kOpus, 48'000).value());
  if (id == 1) {
    auto detectors = std::make_unique<SoundDetectors>(
        ossicle::Handle{id}, SoundDetectors::Config{.digits = true, .tones = true, .answer = true});
    endpoint->SwapSoundDetectors(detectors);
  }
  return endpoint;
}

/// Both sides of one have the same key. Null where `secured` is false.
std::unique_ptr<ossicle::secure::SrtpSession> MakeSrtp(bool secured, ossicle::secure::SrtpSuite suite) {
  if (!secured) return nullptr;
  const std::vector<std::uint8_t> secret(ossicle::secure::Describe(suite).master_bytes(), 7);
  const auto key = ossicle::secure::SrtpMasterKey::From(suite, secret).value();
  return ossicle::secure::SrtpSession::Make(key, key).value();
}

/// `datagram` as the peer would send it, or as it is where that cannot be.
std::vector<std::uint8_t> Protect(ossicle::secure::SrtpSession& peer, Bytes datagram, bool rtcp) {
  std::vector<std::uint8_t> packet(datagram.begin(), datagram.end());
  packet.resize(packet.size() + ossicle::secure::kMaxSrtcpGrowth);
  const auto size = rtcp ? peer.ProtectRtcp(packet, datagram.size()) : peer.Protect(packet, datagram.size());
  packet.resize(size.ok() ? size.value() : datagram.size());
  packet.shrink_to_fit();
  return packet;
}

constexpr ossicle::secure::SrtpSuite kSuites[] = {ossicle::secure::SrtpSuite::kAeadAes128Gcm,
                                                  ossicle::secure::SrtpSuite::kAesCm128HmacSha1_80};

constexpr SocketAddress kSources[] = {SocketAddress::Ipv4(203, 0, 113, 1, 4000),
                                      SocketAddress::Ipv4(198, 51, 100, 7, 31000)};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> input = ossicle::fuzz::DecodeSeed(data, size);
  ossicle::ByteReader reader{Bytes(input)};
  const std::uint8_t first = reader.U8();
  const auto kind = static_cast<ossicle::codec::Kind>(first % 3);
  NoSink sink;
  const std::unique_ptr<RtpEndpoint> endpoints[] = {MakeEndpoint(1, kind, sink), MakeEndpoint(2, kind, sink)};
  std::unique_ptr<ossicle::secure::SrtpSession> peers[2];
  for (int i = 0; i < 2; ++i) {
    const bool secured = (first & 0x80 >> i) != 0;
    peers[i] = MakeSrtp(secured, kSuites[i]);
    auto srtp = MakeSrtp(secured, kSuites[i]);
    endpoints[i]->Secure(srtp, Instant{std::chrono::hours(1)});
  }
  NoEvents events;
  Session session;
  for (const auto& endpoint : endpoints) session.Add(*endpoint);
  Instant now{std::chrono::hours(1)};
  for (int i = 0; i < 64 && reader.remaining() > 2; ++i) {
    const std::uint8_t how = reader.U8();
    const std::uint8_t shortly = reader.U8();
    const std::size_t length =
        shortly < 255 ? shortly : std::min<std::size_t>(reader.U16(), ossicle::kMaxDatagramBytes);
    const Bytes plain = reader.Take(std::min(length, reader.remaining()));
    std::vector<std::uint8_t> sent;
    const auto& peer = peers[how >> 7];
    if (peer && how & 0x20) sent = Protect(*peer, plain, (how & 1) != 0);
    const Bytes datagram = sent.empty() ? plain : Bytes(sent);
    const Tick tick{now, {}, events};
    const auto& endpoint = endpoints[how >> 7];
    if (how & 1)
      endpoint->OnRtcp(datagram, kSources[how >> 1 & 1], now, tick);
    else
      endpoint->OnRtp(datagram, kSources[how >> 1 & 1], now, tick);
    now += ossicle::Milliseconds(how >> 2 & 0x1F);
    if (how & 0x40) session.Run({now, {}, events});
  }
  const Tick tick{now, {}, events};
  session.Run(tick);
  for (const auto& endpoint : endpoints) {
    session.Remove(endpoint->id());
    endpoint->Close(tick);
  }
  return 0;
}
