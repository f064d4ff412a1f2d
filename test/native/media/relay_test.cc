#include <gtest/gtest.h>

#include "engine_rig.h"
#include "media/stepped_engine.h"

namespace ossicle::media {
namespace {

session::EndpointConfig PassingTo(std::uint16_t port) {
  session::EndpointConfig config = PcmuTo(port);
  config.steady = config.detection = false;
  return config;
}

/// Packets whose first byte is `byte`.
std::vector<UdpPeer::Heard> HeardOf(const UdpPeer& peer, std::uint8_t byte) {
  std::vector<UdpPeer::Heard> heard;
  std::copy_if(peer.heard().begin(), peer.heard().end(), std::back_inserter(heard),
               [&](const UdpPeer::Heard& h) { return h.first_byte == byte; });
  return heard;
}

TEST(Relay, PassesPacketsOnThroughRealSockets) {
  EngineRig engine(1, 27'100);
  const Handle session = engine->CreateSession().value();
  const auto a = engine->CreateEndpoint(session).value(), b = engine->CreateEndpoint(session).value();
  UdpPeer alice(a.port, 0x10), bob(b.port, 0x90);
  ASSERT_TRUE(engine->ConfigureEndpoint(a.endpoint, PassingTo(alice.port())).ok());
  ASSERT_TRUE(engine->ConfigureEndpoint(b.endpoint, PassingTo(bob.port())).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > 50 && bob.received() > 50; }));
  alice.Stop();
  bob.Stop();
  const std::vector<UdpPeer::Heard> heard = HeardOf(alice, 0x90);
  EXPECT_EQ(heard.size(), alice.heard().size());
  for (std::size_t i = 1; i < heard.size(); ++i) {
    EXPECT_EQ(static_cast<std::uint16_t>(heard[i].sequence_number - heard[i - 1].sequence_number), 1);
    EXPECT_EQ(heard[i].timestamp - heard[i - 1].timestamp, 160u);
  }
  EXPECT_EQ(engine->Stats(a.endpoint).value().jitter_buffer_delay_ms, 0);
}

/// A pair on virtual time whose phones say something in every 20 ms.
class RelayedPair {
 public:
  RelayedPair() {
    const Handle session = engine_.CreateSession().value();
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      legs_[i] = engine_.CreateEndpoint(session).value();
      session::EndpointConfig config = PassingTo(PhonePort(i));
      config.also_codecs = {{PayloadType{8}, {codec::Kind::kPcma, 8000, 8000}}};
      EXPECT_TRUE(engine_.ConfigureEndpoint(legs_[i].endpoint, config).ok());
    }
  }

  SteppedEngine& engine() { return engine_; }
  Handle leg(std::size_t i) const { return legs_[i].endpoint; }
  /// What phone 0 hears meanwhile.
  std::vector<SimulatedNetwork::Stray> Talk(int packets, PayloadType type = PayloadType{0}) {
    std::vector<SimulatedNetwork::Stray> heard;
    for (int n = 0; n < packets; ++n) {
      for (std::size_t i = 0; i < legs_.size(); ++i) Say(i, type);
      ++sequence_number_;
      engine_.Step(Milliseconds(20));
      engine_.Drain([](const session::Event&) {});  // it makes the decoders that are wanted
      for (SimulatedNetwork::Stray& stray : engine_.network().TakeStrays())
        if (stray.packet.to.port == PhonePort(0)) heard.push_back(std::move(stray));
    }
    return heard;
  }

 private:
  static std::uint16_t PhonePort(std::size_t i) { return static_cast<std::uint16_t>(9000 + 2 * i); }

  void Say(std::size_t i, PayloadType type) {
    std::array<std::uint8_t, 172> datagram;
    const std::array<std::uint8_t, 160> payload{};
    const std::size_t size = rtp::WriteRtp({.payload_type = type,
                                            .sequence_number = sequence_number_,
                                            .timestamp = 160u * sequence_number_,
                                            .ssrc = Ssrc{7},
                                            .payload = payload},
                                           datagram);
    engine_.network().Send(kLoopback.WithPort(PhonePort(i)), kLoopback.WithPort(legs_[i].port),
                           Bytes(datagram).first(size), engine_.now());
  }

  SteppedEngine engine_{{.bind = kLoopback}};
  std::array<Engine::CreatedEndpoint, 2> legs_;
  std::uint16_t sequence_number_ = 0;
};

TEST(Relay, ADigitLeavesAtOnceAndInStepFromAPairAtRest) {
  for (int pause = 0; pause < 5; ++pause) {
    RelayedPair pair;
    EXPECT_GE(pair.Talk(50 + pause).size(), 50u);
    ASSERT_TRUE(pair.engine().SendDigits(pair.leg(0), "5", Milliseconds(100)).ok());
    const Instant pressed = pair.engine().now();
    std::vector<Instant> events;
    for (const SimulatedNetwork::Stray& stray : pair.Talk(20))
      if ((stray.packet.data[1] & 0x7F) == 101) events.push_back(stray.arrival);
    ASSERT_GE(events.size(), 5u);
    EXPECT_LE(events.front() - pressed, Milliseconds(25));
    for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(events[i] - events[i - 1], Milliseconds(20));
  }
}

TEST(Relay, ACodecThatChangesWakesAPairAtRest) {
  for (int pause = 0; pause < 5; ++pause) {
    RelayedPair pair;
    pair.Talk(50, PayloadType{8});  // from then on the decoder is there
    pair.Talk(50 + pause);
    Instant before = pair.engine().now();
    int packets = 0;
    for (const SimulatedNetwork::Stray& stray : pair.Talk(50, PayloadType{8})) {
      if ((stray.packet.data[1] & 0x7F) != 0) continue;  // a report
      EXPECT_LE(stray.arrival - before, Milliseconds(60));
      before = stray.arrival;
      ++packets;
    }
    EXPECT_GE(packets, 45);
  }
}

TEST(Relay, APairAtRestKeepsItsFiguresFresh) {
  RelayedPair pair;
  for (int packets = 7; packets < 200; packets += 7) {
    pair.Talk(7);
    const double received = pair.engine().Stats(pair.leg(0)).value().packets_received;
    EXPECT_LE(received, packets);
    EXPECT_GE(received, packets - 7) << "more than 140 ms old";
  }
}

/// A leg goes from one relayed pair to another and back, between threads as it happens.
TEST(Relay, ALegThatMovesLosesNothingToSpeakOf) {
  EngineRig engine(2, 27'200);
  const std::array<Handle, 2> sessions = {engine->CreateSession().value(), engine->CreateSession().value()};
  const auto a = engine->CreateEndpoint(sessions[0]).value(), b = engine->CreateEndpoint(sessions[0]).value(),
             c = engine->CreateEndpoint(sessions[1]).value();
  UdpPeer alice(a.port, 0x10), bob(b.port, 0x90), carol(c.port, 0xA0);
  ASSERT_TRUE(engine->ConfigureEndpoint(a.endpoint, PassingTo(alice.port())).ok());
  ASSERT_TRUE(engine->ConfigureEndpoint(b.endpoint, PassingTo(bob.port())).ok());
  ASSERT_TRUE(engine->ConfigureEndpoint(c.endpoint, PassingTo(carol.port())).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > 25; }));
  for (std::size_t round = 1; round <= 6; ++round) {
    ASSERT_TRUE(engine->MoveEndpoint(a.endpoint, sessions[round % 2]).ok());
    const std::uint64_t before = alice.received();
    EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > before + 15; }));
  }
  alice.Stop();
  bob.Stop();
  carol.Stop();
  EXPECT_GT(HeardOf(alice, 0x90).size(), 30u);
  EXPECT_GT(HeardOf(alice, 0xA0).size(), 30u);
  int backwards = 0;
  for (std::size_t i = 1; i < alice.heard().size(); ++i) {
    EXPECT_EQ(static_cast<std::uint16_t>(alice.heard()[i].sequence_number - alice.heard()[i - 1].sequence_number), 1);
    backwards += static_cast<std::int32_t>(alice.heard()[i].timestamp - alice.heard()[i - 1].timestamp) <= 0;
  }
  EXPECT_EQ(backwards, 0);
}

TEST(Bridge, CarriesSoundBetweenThreads) {
  EngineRig engine(2, 27'300);
  const Handle here = engine->CreateSession().value(), there = engine->CreateSession().value();
  const auto a = engine->CreateEndpoint(here).value(), b = engine->CreateEndpoint(there).value();
  UdpPeer alice(a.port, 0x10), bob(b.port, 0x90);
  ASSERT_TRUE(engine->ConfigureEndpoint(a.endpoint, PassingTo(alice.port())).ok());
  ASSERT_TRUE(engine->ConfigureEndpoint(b.endpoint, PassingTo(bob.port())).ok());
  const auto bridge = engine->CreateBridge(here, there, {}).value();
  EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > 100 && bob.received() > 100; }));
  EXPECT_GT(engine->Stats(bridge.near).value().packets_received, 50);
  EXPECT_GT(engine->Stats(bridge.far).value().packets_received, 50);
  ASSERT_TRUE(engine->CloseEndpoint(bridge.near).ok());
  ASSERT_TRUE(engine->CloseEndpoint(bridge.far).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return engine.count(session::EventType::kEndpointClosed) == 2; }));
}

}  // namespace
}  // namespace ossicle::media
