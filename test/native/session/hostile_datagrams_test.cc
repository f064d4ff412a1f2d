#include <gtest/gtest.h>

#include <cmath>

#include "codec/g711_codec.h"
#include "rtp/rtcp/goodbye.h"
#include "rtp/rtcp/sender_report.h"
#include "rtp/rtcp/source_description.h"
#include "session/endpoint_rig.h"
#include "signals.h"

namespace ossicle::session {
namespace {

using Datagram = std::vector<std::uint8_t>;

std::vector<std::uint8_t> EncodedTone(double hz, int frame) {
  test::Signal samples(160);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = test::Clamp16(8000 * std::sin(2 * std::numbers::pi * hz *
                                               static_cast<double>(i + 160u * static_cast<unsigned>(frame)) / 8000));
  std::vector<std::uint8_t> payload(160);
  codec::G711Encoder encoder(codec::G711Law::kMu);
  EXPECT_TRUE(encoder.Encode(samples, payload).ok());
  return payload;
}

Datagram Compound() {
  Datagram bytes(512);
  ByteWriter writer(bytes);
  rtp::ReportBlockList blocks;
  blocks.Add({.ssrc = Ssrc{1}, .fraction_lost = 3, .last_sender_report = 77});
  rtp::WriteSenderReport({Ssrc{0xABCD}, {NtpTime{1234567}, 1, 2, 3}, blocks}, writer);
  rtp::WriteSourceDescription({Ssrc{0xABCD}, {"somebody", 8}}, writer);
  rtp::Goodbye goodbye;
  goodbye.sources[0] = Ssrc{0xABCD};
  goodbye.source_count = 1;
  rtp::WriteGoodbye(goodbye, writer);
  bytes.resize(writer.size());
  return bytes;
}

/// A binding request with one attribute (RFC 8489 section 5).
Datagram StunRequest() {
  Datagram bytes = {0, 1, 0, 8,  0x21, 0x12, 0xA4, 0x42, 1, 2, 3,   4,   5,   6,
                    7, 8, 9, 10, 11,   12,   0x80, 0x22, 0, 4, 't', 'e', 's', 't'};
  return bytes;
}

std::vector<Datagram> Seeds() {
  PacketMaker audio(PayloadType{0}, 160, EncodedTone(500, 0));
  PacketMaker events(kTelephoneEvent, 0, {5, 0x8A, 1, 0x40});
  const Bytes packet = audio.Next();
  Datagram extended(packet.begin(), packet.end());
  extended[0] = 0xB2;  // padding, extension, two contributing sources
  const Bytes event = events.Next();
  return {Datagram(packet.begin(), packet.end()), extended, Datagram(event.begin(), event.end()), Compound(),
          StunRequest()};
}

void Mutate(Datagram& bytes, Random& random) {
  const std::uint64_t changes = 1 + random.U32() % 4;
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::size_t at = bytes.empty() ? 0 : random.U32() % bytes.size();
    switch (random.U32() % 5) {
      case 0:
        if (!bytes.empty()) bytes[at] ^= static_cast<std::uint8_t>(1u << random.U32() % 8);
        break;
      case 1:
        if (!bytes.empty()) bytes[at] = static_cast<std::uint8_t>(random.U32());
        break;
      case 2: bytes.resize(at); break;
      case 3:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), random.U32() % 64,
                     static_cast<std::uint8_t>(random.U32()));
        break;
      default: bytes.resize(std::min<std::size_t>(2048, bytes.size() + random.U32() % 600), 0xFF);
    }
  }
}

/// One tick: the phone's packet in, the echo out. Returns what came back, decoded.
test::Signal EchoedTick(Session& session, RtpEndpoint& endpoint, CountingSink& sink, PacketMaker& phone, Beat& beat,
                        int frame) {
  const Tick tick = beat.Next();
  phone.SetPayload(EncodedTone(500, frame));
  endpoint.OnRtp(phone.Next(), kPeer, tick.now, tick);
  session.Run(tick);
  test::Signal samples(160);
  codec::G711Decoder decoder(codec::G711Law::kMu);
  EXPECT_TRUE(decoder.Decode(sink.last_rtp().subspan(12), samples).ok());
  return samples;
}

class HostileDatagrams : public testing::Test {
 protected:
  void SetUp() override {
    endpoint_ = MakeEndpoint(1, codec::Kind::kPcmu, sink_);
    endpoint_->SetLoopback(true);
    session_.Add(*endpoint_);
  }

  test::Signal Listen(int ticks) {
    test::Signal heard;
    for (int i = 0; i < ticks; ++i)
      test::Append(heard, EchoedTick(session_, *endpoint_, sink_, phone_, beat_, frame_++));
    return heard;
  }

  Beat beat_;
  CountingSink sink_;
  Session session_;
  std::unique_ptr<RtpEndpoint> endpoint_;
  PacketMaker phone_{PayloadType{0}, 160, EncodedTone(500, 0)};
  int frame_ = 0;
};

TEST_F(HostileDatagrams, AHundredThousandMutationsLeaveTheCallSounding) {
  const std::vector<Datagram> seeds = Seeds();
  Random random(20260817);
  Listen(50);
  std::uint64_t fed = 0;
  while (fed < 100'000) {
    for (int i = 0; i < 20; ++i, ++fed) {
      Datagram bytes = seeds[random.U32() % seeds.size()];
      Mutate(bytes, random);
      const Datagram exact(bytes.begin(), bytes.end());
      const SocketAddress& source = fed % 3 == 0 ? kStranger : kPeer;
      const Tick tick = beat_.Now();
      if (fed % 2 == 0)
        endpoint_->OnRtp(exact, source, tick.now, tick);
      else
        endpoint_->OnRtcp(exact, source, tick.now, tick);
    }
    Listen(1);
  }
  const test::Signal heard = Listen(150);
  const ConstSamples settled = ConstSamples(heard).last(8000);
  EXPECT_GT(test::SineSnrDb(settled, 500, 8000), 25);
  EXPECT_NEAR(test::ToneDbov(settled, 500, 8000), 20 * std::log10(8000 / 32768.0) - 3.01, 0.5);
  EXPECT_EQ(sink_.last_to, kPeer);
  const EndpointStats stats = endpoint_->Stats(beat_.now());
  EXPECT_GT(stats.datagrams_dropped, 50'000);
  EXPECT_TRUE(std::isfinite(stats.mos));
}

TEST_F(HostileDatagrams, NothingHappensBeforeItIsConfigured) {
  CountingSink sink;
  RtpEndpoint bare(Handle{2}, 2, "x", sink);
  const Tick tick = beat_.Next();
  for (const Datagram& seed : Seeds()) {
    bare.OnRtp(seed, kPeer, tick.now, tick);
    bare.OnRtcp(seed, kPeer, tick.now, tick);
  }
  EXPECT_TRUE(bare.Receive(tick).empty());
  bare.Transmit(tick, {});
  bare.Close(tick);
  EXPECT_EQ(sink.rtp + sink.rtcp, 0u);
  EXPECT_EQ(bare.Stats(tick.now).datagrams_dropped, 10);
}

TEST_F(HostileDatagrams, EachKindIsCountedWhereItBelongs) {
  Listen(10);
  const Tick tick = beat_.Now();
  const double before = endpoint_->Stats(tick.now).datagrams_dropped;
  const Datagram stun = StunRequest();
  Datagram truncated = Compound();
  truncated.resize(truncated.size() - 4);
  endpoint_->OnRtp(stun, kPeer, tick.now, tick);
  endpoint_->OnRtcp(truncated, kPeer, tick.now, tick);
  endpoint_->OnRtp(truncated, kPeer, tick.now, tick);
  endpoint_->OnRtcp(Compound(), kStranger, tick.now, tick);
  endpoint_->OnRtp({}, kPeer, tick.now, tick);
  EXPECT_EQ(endpoint_->Stats(tick.now).datagrams_dropped, before + 5);
  EXPECT_EQ(beat_.events.count(EventType::kRtcpBye), 0u);
  endpoint_->OnRtcp(Compound(), kPeer, tick.now, tick);
  EXPECT_EQ(beat_.events.count(EventType::kRtcpBye), 1u);
  EXPECT_EQ(endpoint_->Stats(tick.now).datagrams_dropped, before + 5);
}

}  // namespace
}  // namespace ossicle::session
