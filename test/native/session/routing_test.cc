#include <gtest/gtest.h>

#include "room.h"
#include "session/bridge_endpoint.h"
#include "session/memory_source.h"
#include "session/source_endpoint.h"

namespace ossicle::session {
namespace {

constexpr PayloadType kMu{0};

/// The level of a tone in the last half second that a phone heard; below -100 when it heard nothing.
double LevelOf(const RoomPhone& phone, double hz) {
  const test::Signal heard = phone.Heard(0);
  if (heard.size() < 4000) return -127;
  return test::ToneDbov(ConstSamples(heard).last(4000), hz, 8000);
}

TEST(Routing, WhoHearsWhomFollowsDirectionMuteAndExceptions) {
  const EndpointConfig steady = ConfigOf(codec::Kind::kPcmu);
  const auto levels = [&](auto arrange) {
    Room room;
    RoomPhone &a = room.Add(steady), &b = room.Add(steady), &c = room.Add(steady);
    arrange(room, a, b, c);
    room.session.Replan();
    room.Run(80, [&](const Tick& tick) {
      a.Say(500, tick);
      b.Say(700, tick);
      c.Say(1100, tick);
    });
    const auto heard = [](const RoomPhone& phone, double hz) { return LevelOf(phone, hz) > -20; };
    return std::array<bool, 9>{heard(a, 500), heard(a, 700), heard(a, 1100), heard(b, 500), heard(b, 700),
                               heard(b, 1100), heard(c, 500), heard(c, 700), heard(c, 1100)};
  };
  using Heard = std::array<bool, 9>;
  EXPECT_EQ(levels([](auto&...) {}), (Heard{0, 1, 1, 1, 0, 1, 1, 1, 0}));
  EXPECT_EQ(levels([](Room&, RoomPhone& a, auto&...) { a->participation().hears = false; }),
            (Heard{0, 0, 0, 1, 0, 1, 1, 1, 0}));
  EXPECT_EQ(levels([](Room&, RoomPhone& a, auto&...) { a->participation().feeds = false; }),
            (Heard{0, 1, 1, 0, 0, 1, 0, 1, 0}));
  EXPECT_EQ(levels([](Room&, RoomPhone& a, auto&...) { a->participation().muted = true; }),
            (Heard{0, 1, 1, 0, 0, 1, 0, 1, 0}));
  EXPECT_EQ(levels([](Room& room, RoomPhone& a, RoomPhone& b, RoomPhone&) {
              room.session.SetHearing(b->id(), a->id(), false);
            }),
            (Heard{0, 1, 1, 0, 0, 1, 1, 1, 0}));
  EXPECT_EQ(levels([](Room& room, RoomPhone& a, RoomPhone& b, RoomPhone&) {
              room.session.SetHearing(b->id(), a->id(), false);
              room.session.SetHearing(b->id(), a->id(), true);
            }),
            (Heard{0, 1, 1, 1, 0, 1, 1, 1, 0}));
  EXPECT_EQ(levels([](Room& room, RoomPhone& a, RoomPhone& b, RoomPhone&) {
              b->SetLoopback(true);
              room.session.SetHearing(b->id(), a->id(), false);
            }),
            (Heard{0, 1, 1, 0, 1, 1, 1, 1, 0}));
}

TEST(Routing, AnExceptionLeavesNothingOfWhoIsNotHeard) {
  Room room;
  RoomPhone &customer = room.Add(ConfigOf(codec::Kind::kPcmu)), &agent = room.Add(ConfigOf(codec::Kind::kPcmu)),
            &coach = room.Add(ConfigOf(codec::Kind::kPcmu));
  room.session.SetHearing(customer->id(), coach->id(), false);
  room.session.Replan();
  room.Run(100, [&](const Tick& tick) {
    agent.Say(500, tick, -20);
    coach.Say(700, tick, -6);
  });
  EXPECT_GT(test::SineSnrDb(ConstSamples(customer.Heard(0)).last(4000), 500, 8000), 36);
  EXPECT_LT(LevelOf(customer, 700), -70);
  EXPECT_GT(LevelOf(agent, 700), -8);
}

TEST(Routing, ALoneSpeakerOfTheSameCodecIsRelayedByteForByte) {
  Room room;
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(Passing(codec::Kind::kPcmu));
  Random random(5);
  room.Run(50, [&](const Tick& tick) {
    std::vector<std::uint8_t> payload(160);
    for (std::uint8_t& byte : payload) byte = static_cast<std::uint8_t>(random.U32());
    a.Send(kMu, payload, tick, random.U32() % 4 == 0);
    EXPECT_EQ(b.sink.packets.size(), a.said.size()) << "it leaves at once";
  });
  ASSERT_EQ(b.sink.packets.size(), 50u);
  for (std::size_t i = 0; i < 50; ++i) {
    const rtp::RtpPacket& packet = b.sink.packets[i].packet;
    EXPECT_TRUE(std::equal(packet.payload.begin(), packet.payload.end(), a.said[i].begin(), a.said[i].end()));
    EXPECT_EQ(packet.payload_type, kMu);
    EXPECT_NE(packet.ssrc, Ssrc{1});
  }
  for (const std::int32_t step : StepsOf(b.sink, kMu)) EXPECT_EQ(step, 160);
  EXPECT_TRUE(a.sink.packets.empty()) << "who hears nobody is sent nothing";
}

TEST(Routing, ArrivalOrderAndMarkersAreKeptAndGapsAreNot) {
  Room room;
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(Passing(codec::Kind::kPcmu));
  const std::uint32_t start = a.timestamp;
  const std::array<std::uint32_t, 5> order = {0, 2, 1, 3, 6};
  room.Run(1, [&](const Tick& tick) {
    for (const std::uint32_t n : order) {
      a.sequence = static_cast<std::uint16_t>(100 + n);
      a.SendAt(start + 160 * n, kMu, std::vector<std::uint8_t>(160, static_cast<std::uint8_t>(n)), tick, n == 3);
    }
  });
  ASSERT_EQ(b.sink.packets.size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const rtp::RtpPacket& packet = b.sink.packets[i].packet;
    EXPECT_EQ(packet.payload[0], order[i]);
    EXPECT_EQ(packet.marker, order[i] == 3);
    EXPECT_EQ(packet.timestamp - b.sink.packets[0].packet.timestamp, 160 * order[i]);
    EXPECT_EQ(static_cast<std::uint16_t>(packet.sequence_number - b.sink.packets[0].packet.sequence_number), i);
  }
}

TEST(Routing, PayloadTypesAreThoseOfTheReceiver) {
  Room room;
  EndpointConfig dynamic = Passing(codec::Kind::kPcmu);
  dynamic.payload_type = PayloadType{96};
  dynamic.telephone_event = PayloadType{97};
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(dynamic);
  room.Run(10, [&](const Tick& tick) { a.Say(500, tick); });
  EXPECT_EQ(b.sink.CountOf(PayloadType{96}), 10u);
  EXPECT_EQ(b.sink.packets.size(), 10u);
}

TEST(Routing, AnotherCodecIsTranscodedAndTwoSpeakersAreMixed) {
  Room room;
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(Passing(codec::Kind::kPcma));
  room.Run(60, [&](const Tick& tick) { a.Say(500, tick); });
  EXPECT_GT(test::SineSnrDb(ConstSamples(b.Heard(0)).last(4000), 500, 8000), 30);
  EXPECT_EQ(b.sink.CountOf(PayloadType{8}), b.sink.packets.size());
  RoomPhone& c = room.Add(Passing(codec::Kind::kPcmu));
  room.Run(60, [&](const Tick& tick) {
    a.Say(500, tick);
    b.Say(700, tick);
  });
  EXPECT_GT(LevelOf(c, 500), -18);
  EXPECT_GT(LevelOf(c, 700), -18);
  for (const std::int32_t step : StepsOf(c.sink, kMu)) EXPECT_EQ(step, 160);
  EXPECT_TRUE(c.sink.packets.front().packet.marker);
  EXPECT_EQ(std::count_if(c.sink.packets.begin(), c.sink.packets.end(),
                          [](const auto& kept) { return kept.packet.marker; }),
            1);
}

TEST(Routing, AConferenceOfSilentMembersGoesOn) {
  Room room;
  RoomPhone& a = room.Add(Passing(codec::Kind::kPcmu));
  room.Add(Passing(codec::Kind::kPcmu));
  room.Run(20, [](const Tick&) {});
  EXPECT_TRUE(a.sink.packets.empty());
  room.Add(Passing(codec::Kind::kPcmu));
  room.Run(20, [](const Tick&) {});
  EXPECT_EQ(a.sink.packets.size(), 20u);
  for (const std::int32_t step : StepsOf(a.sink, kMu)) EXPECT_EQ(step, 160);
}

/// A listener who is relayed, mixed and relayed again, five times over.
TEST(Routing, RelayAndMixFollowEachOtherWithoutAJump) {
  Room room;
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(Passing(codec::Kind::kPcmu)),
            &c = room.Add(Passing(codec::Kind::kPcmu));
  c->participation().feeds = false;
  room.session.Replan();
  const auto talk = [&](const Tick& tick) { a.Say(500, tick); };
  for (int round = 0; round < 5; ++round) {
    b->participation().feeds = true;
    room.session.Replan();
    room.Run(50, talk);
    b->participation().feeds = false;
    room.session.Replan();
    room.Run(50, talk);
  }
  EXPECT_NEAR(static_cast<double>(c.sink.packets.size()), 500, 2);
  int odd = 0;
  for (const std::int32_t step : StepsOf(c.sink, kMu)) {
    EXPECT_GT(step, 0);
    EXPECT_LE(step, 320);
    odd += step != 160;
  }
  EXPECT_LE(odd, 5);
  // No hole and no click: 500 Hz fits 20 ms, so whole packets left out or repeated are not heard.
  const test::Signal heard = c.Heard(0);
  for (std::size_t at = 1600; at + 800 <= heard.size(); at += 800)
    EXPECT_GT(test::SineSnrDb(ConstSamples(heard).subspan(at, 800), 500, 8000), 25) << "at " << at / 8 << " ms";
}

TEST(Routing, DigitsFollowTheSpeakersEdgesWhateverBecomesOfTheAudio) {
  Room room;
  EndpointConfig dynamic = Passing(codec::Kind::kPcmu);
  dynamic.telephone_event = PayloadType{99};
  EndpointConfig none = Passing(codec::Kind::kPcmu);
  none.telephone_event.reset();
  EndpointConfig wide = Passing(codec::Kind::kOpus);  // with a clock of 48 kHz for digits too
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(dynamic), &c = room.Add(none),
            &d = room.Add(wide), &deaf = room.Add(Passing(codec::Kind::kPcmu));
  deaf->participation().hears = false;
  room.session.Replan();
  const std::uint32_t at = a.timestamp;
  room.Run(10, [&](const Tick& tick) {
    static int n = 0;
    ++n;
    a.SendAt(at, kTelephoneEvent, {5, static_cast<std::uint8_t>(n > 7 ? 0x8A : 0x0A),
                                   static_cast<std::uint8_t>(n * 160 >> 8), static_cast<std::uint8_t>(n * 160)},
             tick, n == 1);
  });
  EXPECT_EQ(room.beat.events.count(EventType::kDtmf), 1u);
  EXPECT_EQ(b.sink.CountOf(PayloadType{99}), 10u);
  EXPECT_EQ(c.sink.CountOf(kTelephoneEvent), 0u);
  EXPECT_EQ(deaf.sink.packets.size(), 0u);
  std::vector<const rtp::RtpPacket*> events;
  for (const auto& kept : d.sink.packets)
    if (kept.packet.payload_type == kTelephoneEvent) events.push_back(&kept.packet);
  ASSERT_EQ(events.size(), 10u);
  EXPECT_TRUE(events[0]->marker);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i]->timestamp, events[0]->timestamp);
    const rtp::TelephoneEvent event = rtp::ParseTelephoneEvent(events[i]->payload).value();
    EXPECT_EQ(event.code, 5);
    EXPECT_EQ(event.end, i >= 7);
    EXPECT_EQ(event.duration, (i + 1) * 960);
  }
}

TEST(Routing, RelayedDigitsKeepTheirDistances) {
  Room room;
  RoomPhone &a = room.Add(Passing(codec::Kind::kPcmu)), &b = room.Add(Passing(codec::Kind::kPcmu));
  room.Run(5, [&](const Tick& tick) { a.Say(500, tick); });
  const std::uint32_t audio = b.sink.packets.back().packet.timestamp, said = a.timestamp - 160;
  for (const std::uint32_t offset : {160u, 2560u})
    room.Run(1, [&](const Tick& tick) { a.SendAt(said + offset, kTelephoneEvent, {1, 0x8A, 4, 0}, tick, true); });
  EXPECT_EQ(b.sink.packets[5].packet.timestamp - audio, 160u);
  EXPECT_EQ(b.sink.packets[6].packet.timestamp - audio, 2560u);
}

TEST(Routing, ASourceEndsAndIsHeardNoMore) {
  Room room;
  RoomPhone& a = room.Add(Passing(codec::Kind::kPcmu));
  auto sound = std::make_unique<MemorySource>(test::Sine(500, -15, 400, 8000), 8000, PlayOptions{.loops = 1});
  SourceEndpoint source(Handle{77}, std::make_unique<Player>(Handle{78}, std::move(sound), 8000));
  room.session.Add(source);
  room.Run(20, [](const Tick&) {});
  source.SetPaused(true);
  room.session.Replan();
  room.Run(20, [](const Tick&) {});
  EXPECT_EQ(a.sink.packets.size(), 20u);
  EXPECT_NEAR(source.Stats(room.beat.now()).position_ms, 400, 0.01);
  source.SetPaused(false);
  room.session.Replan();
  room.Run(60, [](const Tick&) {});
  EXPECT_EQ(a.sink.packets.size(), 40u);
  EXPECT_GT(test::SineSnrDb(ConstSamples(a.Heard(0)).subspan(0, 6000), 500, 8000), 30);
  EXPECT_EQ(room.beat.events.count(EventType::kPlaybackEnded), 1u);
  EXPECT_FALSE(source.active());
  room.session.Remove(Handle{77});
}

TEST(Routing, ABridgeCarriesBothWaysAndNoFurther) {
  Room one, two, three;
  const auto lane = [] { return std::make_shared<BridgeLane>(); };
  const auto ab = lane(), ba = lane(), bc = lane(), cb = lane();
  BridgeEndpoint a(Handle{901}, ba, ab), b1(Handle{902}, ab, ba), b2(Handle{903}, cb, bc), c(Handle{904}, bc, cb);
  RoomPhone &alice = one.Add(Passing(codec::Kind::kPcmu)), &bob = two.Add(Passing(codec::Kind::kPcmu)),
            &carol = three.Add(Passing(codec::Kind::kPcmu));
  one.session.Add(a);
  two.session.Add(b1);
  two.session.Add(b2);
  three.session.Add(c);
  for (int i = 0; i < 80; ++i) {
    one.Run(1, [&](const Tick& tick) { alice.Say(500, tick); });
    two.Run(1, [&](const Tick& tick) { bob.Say(700, tick); });
    three.Run(1, [&](const Tick& tick) { carol.Say(1100, tick); });
  }
  EXPECT_GT(LevelOf(alice, 700), -17);
  EXPECT_GT(LevelOf(bob, 500), -17);
  EXPECT_GT(LevelOf(bob, 1100), -17);
  EXPECT_GT(LevelOf(carol, 700), -17);
  EXPECT_LT(LevelOf(carol, 500), -60);
  EXPECT_LT(LevelOf(alice, 1100), -60);
  one.session.Remove(Handle{901});
  two.session.Remove(Handle{902});
  two.session.Remove(Handle{903});
  three.session.Remove(Handle{904});
}

TEST(Routing, WhatLiesBehindATerminalBridgeIsHeardThroughOthers) {
  Room one, two, three;
  const auto lane = [] { return std::make_shared<BridgeLane>(); };
  const auto ab = lane(), ba = lane(), bc = lane(), cb = lane();
  BridgeEndpoint a(Handle{901}, ba, ab), b1(Handle{902}, ab, ba), b2(Handle{903}, cb, bc), c(Handle{904}, bc, cb);
  b2.participation().terminal = true;  // nothing leads on from the third session
  RoomPhone &alice = one.Add(Passing(codec::Kind::kPcmu)), &carol = three.Add(Passing(codec::Kind::kPcmu));
  one.session.Add(a);
  two.session.Add(b1);
  two.session.Add(b2);
  three.session.Add(c);
  for (int i = 0; i < 80; ++i) {
    one.Run(1, [&](const Tick& tick) { alice.Say(500, tick); });
    two.Run(1, [](const Tick&) {});
    three.Run(1, [&](const Tick& tick) { carol.Say(1100, tick); });
  }
  EXPECT_GT(LevelOf(alice, 1100), -17);
  EXPECT_GT(LevelOf(carol, 500), -17);
  EXPECT_LT(LevelOf(alice, 500), -60);
  EXPECT_LT(LevelOf(carol, 1100), -60);
  one.session.Remove(Handle{901});
  two.session.Remove(Handle{902});
  two.session.Remove(Handle{903});
  three.session.Remove(Handle{904});
}

TEST(BridgeLane, DropsWhatTheOtherSideCannotTake) {
  BridgeLane lane;
  std::vector<Sample> frame(BridgeLane::kFrame);
  EXPECT_FALSE(lane.Pop(frame));
  int pushed = 0;
  for (Sample n = 0; n < 10; ++n) {
    std::fill(frame.begin(), frame.end(), n);
    pushed += lane.Push(frame);
  }
  EXPECT_EQ(pushed, 4);
  ASSERT_TRUE(lane.Pop(frame));
  EXPECT_EQ(frame[0], 2) << "a reader that fell behind begins with the newest two";
  ASSERT_TRUE(lane.Pop(frame));
  EXPECT_EQ(frame[959], 3);
  EXPECT_FALSE(lane.Pop(frame));
}

}  // namespace
}  // namespace ossicle::session
