// The mix without I/O: what one PCMU leg costs per 20 ms in a session of N that all talk, from RTP datagram to RTP
// datagram, beside a loop that only decodes by table, sums, subtracts and encodes by table.
//
//   bench_mix_loop N ROUNDS MILLISECONDS_PER_ROUND
//
// Prints one line of JSON with a figure per round, in nanoseconds per leg and tick.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "codec/g711_codec.h"
#include "dsp/mixer.h"
#include "mu_law.h"
#include "session/rtp_endpoint.h"
#include "session/session.h"
#include "tick_time.h"
#include "tone_plan.h"

namespace ossicle::bench {
namespace {

class Discard final : public session::DatagramSink {
 public:
  void SendRtp(const SocketAddress&, Bytes packet) override { bytes += packet.size(); }
  void SendRtcp(const SocketAddress&, Bytes packet) override { bytes += packet.size(); }
  std::size_t bytes = 0;
};

class Ignore final : public session::EventSink {
 public:
  void Emit(const session::Event&) override {}
  void Retire(std::unique_ptr<session::Player>) override {}
};

/// One packet per leg, headers renewed each tick outside the measured time.
class Packets {
 public:
  Packets(std::size_t legs, const MuLaw& law) : datagrams_(legs) {
    for (std::size_t i = 0; i < legs; ++i)
      TonePlan::Fill(law, i, std::span(datagrams_[i]).subspan<kRtpHeaderSize, kPacketSamples>());
  }
  void Next() {
    ++tick_;
    for (std::size_t i = 0; i < datagrams_.size(); ++i)
      PutRtpHeader(datagrams_[i].data(), static_cast<std::uint16_t>(tick_), static_cast<std::uint32_t>(tick_ * kPacketSamples),
                   static_cast<std::uint32_t>(1000 + i));
  }
  Bytes operator[](std::size_t leg) const { return datagrams_[leg]; }

 private:
  std::vector<std::array<std::uint8_t, kPacketSize>> datagrams_;
  std::uint64_t tick_ = 0;
};

/// The product: endpoints of a session, fed with datagrams.
class SessionLoop {
 public:
  explicit SessionLoop(std::size_t legs) {
    for (std::size_t i = 0; i < legs; ++i) {
      auto endpoint = std::make_unique<session::RtpEndpoint>(Handle{i + 1}, i + 1, "bench", sink_);
      session::EndpointConfig config;
      config.remote_rtp = addresses_.emplace_back(AddressOf(i));
      config.remote_rtcp = config.remote_rtp.WithPort(static_cast<std::uint16_t>(config.remote_rtp.port + 1));
      config.telephone_event = PayloadType{101};
      endpoint->Configure(config, {codec::MakeDecoder(config.format.kind, 8000).value(),
                                   codec::MakeEncoder(config.format.kind, 8000).value()});
      session_.Add(*endpoint);
      endpoints_.push_back(std::move(endpoint));
    }
  }

  void Tick(const Packets& packets) {
    now_ += kFrameDuration;
    const session::Tick tick{now_, NtpTime{}, events_};
    for (std::size_t i = 0; i < endpoints_.size(); ++i) endpoints_[i]->OnRtp(packets[i], addresses_[i], now_, tick);
    session_.Run(tick);
  }

  std::size_t bytes_out() const { return sink_.bytes; }

 private:
  static SocketAddress AddressOf(std::size_t leg) {
    return SocketAddress::Ipv4(192, 0, 2, static_cast<std::uint8_t>(leg >> 8), static_cast<std::uint16_t>(10000 + leg * 2));
  }

  Discard sink_;
  Ignore events_;
  session::Session session_;
  std::vector<std::unique_ptr<session::RtpEndpoint>> endpoints_;
  std::vector<SocketAddress> addresses_;
  Instant now_{std::chrono::hours(1)};
};

/// The product's codec and mixer alone, without packets, jitter buffer, detectors and meters.
class PartsLoop {
 public:
  explicit PartsLoop(std::size_t legs) : decoded_(legs), mixer_(dsp::MixerOptions{}) {
    for (std::size_t i = 0; i < legs; ++i) mixer_.AddInput();
  }

  void Tick(const Packets& packets) {
    for (std::size_t i = 0; i < decoded_.size(); ++i) {
      codec::DecodeMuLaw(packets[i].subspan(kRtpHeaderSize), decoded_[i]);
      mixer_.Write(i, decoded_[i]);
    }
    mixer_.Mix();
    for (std::size_t i = 0; i < decoded_.size(); ++i) {
      mixer_.ReadWithout(i, mix_);
      codec::EncodeMuLaw(mix_, payload_);
      bytes_out_ += payload_[5] + std::size_t{1};
    }
  }

  std::size_t bytes_out() const { return bytes_out_; }

 private:
  std::vector<std::array<Sample, kPacketSamples>> decoded_;
  dsp::Mixer mixer_;
  std::array<Sample, kPacketSamples> mix_{};
  std::array<std::uint8_t, kPacketSamples> payload_{};
  std::size_t bytes_out_ = 0;
};

/// The unavoidable: table decode, sum, subtract, saturate, table encode.
class FloorLoop {
 public:
  FloorLoop(std::size_t legs, const MuLaw& law) : law_(law), decoded_(legs) {}

  void Tick(const Packets& packets) {
    std::array<std::int32_t, kPacketSamples> total{};
    for (std::size_t i = 0; i < decoded_.size(); ++i) {
      const std::uint8_t* payload = packets[i].data() + kRtpHeaderSize;
      for (std::size_t n = 0; n < kPacketSamples; ++n) decoded_[i][n] = law_.Decode(payload[n]);
      for (std::size_t n = 0; n < kPacketSamples; ++n) total[n] += decoded_[i][n];
    }
    for (const auto& own : decoded_) {
      std::array<std::int16_t, kPacketSamples> mix;
      for (std::size_t n = 0; n < kPacketSamples; ++n)
        mix[n] = static_cast<std::int16_t>(std::clamp(total[n] - own[n], -32768, 32767));
      for (std::size_t n = 0; n < kPacketSamples; ++n) payload_[n] = law_.Encode(mix[n]);
      bytes_out_ += payload_[5] + std::size_t{1};
    }
  }

  std::size_t bytes_out() const { return bytes_out_; }

 private:
  const MuLaw& law_;
  std::vector<std::array<std::int16_t, kPacketSamples>> decoded_;
  std::array<std::uint8_t, kPacketSamples> payload_{};
  std::size_t bytes_out_ = 0;
};

int Main(std::size_t legs, int rounds, Clock::duration window) {
  const MuLaw law;
  Packets session_packets(legs, law), parts_packets(legs, law), floor_packets(legs, law);
  SessionLoop session(legs);
  PartsLoop parts(legs);
  FloorLoop floor(legs, law);
  std::vector<double> session_ns, parts_ns, floor_ns;
  for (int round = -1; round < rounds; ++round) {  // the first is the warm-up
    const double a = NanosecondsPerMember(session, session_packets, legs, window);
    const double b = NanosecondsPerMember(parts, parts_packets, legs, window);
    const double c = NanosecondsPerMember(floor, floor_packets, legs, window);
    if (round < 0) continue;
    session_ns.push_back(a);
    parts_ns.push_back(b);
    floor_ns.push_back(c);
  }
  if (session.bytes_out() == 0 || parts.bytes_out() == 0 || floor.bytes_out() == 0) return 1;
  std::printf("{\"legs\":%zu,", legs);
  PrintRounds("session", session_ns, 1, ",");
  PrintRounds("parts", parts_ns, 1, ",");
  PrintRounds("floor", floor_ns, 1, "}\n");
  return 0;
}

}  // namespace
}  // namespace ossicle::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_mix_loop N ROUNDS MILLISECONDS_PER_ROUND\n");
    return 2;
  }
  const auto legs = static_cast<std::size_t>(std::max(std::atoi(argv[1]), 1));
  return ossicle::bench::Main(legs, std::max(std::atoi(argv[2]), 1), std::chrono::milliseconds(std::atoi(argv[3])));
}
