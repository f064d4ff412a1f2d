// Hostile datagrams into a configured endpoint, in any order, from two sources, with ticks in between.
// The input is a list of [kind, length, bytes...]; kind chooses codec, road and source.
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

std::unique_ptr<RtpEndpoint> MakeEndpoint(ossicle::codec::Kind kind, DatagramSink& sink) {
  const ossicle::codec::CodecDescription& description = ossicle::codec::Describe(kind);
  EndpointConfig config;
  config.format = {kind, description.sample_rates_hz.front(), description.clock_rate_hz};
  config.payload_type = PayloadType{0};
  config.telephone_event = PayloadType{101};
  config.comfort_noise = PayloadType{13};
  config.telephone_event_clock_hz = description.clock_rate_hz;
  config.rtcp_mux = true;
  config.media_timeout = ossicle::Milliseconds(500);
  auto endpoint = std::make_unique<RtpEndpoint>(ossicle::Handle{1}, 1, "fuzz", sink);
  endpoint->SetLoopback(true);
  endpoint->Configure(config, {ossicle::codec::MakeDecoder(kind, config.format.sample_rate_hz).value(),
                               ossicle::codec::MakeEncoder(kind, config.format.sample_rate_hz).value()});
  return endpoint;
}

constexpr SocketAddress kSources[] = {SocketAddress::Ipv4(203, 0, 113, 1, 4000),
                                      SocketAddress::Ipv4(198, 51, 100, 7, 31000)};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> input = ossicle::fuzz::DecodeSeed(data, size);
  ossicle::ByteReader reader{Bytes(input)};
  const auto kind = static_cast<ossicle::codec::Kind>(reader.U8() % 3);
  NoSink sink;
  const std::unique_ptr<RtpEndpoint> endpoint = MakeEndpoint(kind, sink);
  NoEvents events;
  Session session;
  session.Add(*endpoint);
  Instant now{std::chrono::hours(1)};
  for (int i = 0; i < 64 && reader.remaining() > 2; ++i) {
    const std::uint8_t how = reader.U8();
    const Bytes datagram = reader.Take(std::min<std::size_t>(reader.U8(), reader.remaining()));
    const Tick tick{now, {}, events};
    if (how & 1)
      endpoint->OnRtcp(datagram, kSources[how >> 1 & 1], now, tick);
    else
      endpoint->OnRtp(datagram, kSources[how >> 1 & 1], now, tick);
    now += ossicle::Milliseconds(how >> 2);
    if (how & 0x40) session.Run({now, {}, events});
  }
  const Tick tick{now, {}, events};
  session.Run(tick);
  session.Remove(endpoint->id());
  endpoint->Close(tick);
  return 0;
}
