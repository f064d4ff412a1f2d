#include <gtest/gtest.h>

#include "room.h"

namespace ossicle::session {
namespace {

constexpr PayloadType kMu{0}, kA{8}, kG722{9}, kOpus{111}, kNotAgreed{33};

EndpointConfig WithMore(EndpointConfig config) {
  config.also_codecs = {{kA, ConfigOf(codec::Kind::kPcma).format},
                        {kG722, ConfigOf(codec::Kind::kG722).format},
                        {kOpus, ConfigOf(codec::Kind::kOpus).format}};
  return config;
}

/// One codec's packets of a sine.
class Voice {
 public:
  Voice(codec::Kind kind, PayloadType type)
      : type_(type),
        rate_(codec::Describe(kind).sample_rates_hz.front()),
        clock_(codec::Describe(kind).clock_rate_hz),
        encoder_(codec::MakeEncoder(kind, rate_).value()) {}

  void Say(RoomPhone& phone, double hz, const Tick& tick, double dbov = -15) {
    std::vector<Sample> frame(static_cast<std::size_t>(rate_ / 50));
    for (Sample& sample : frame) {
      sample = test::Clamp16(test::SinePeak(dbov) * std::sin(phase_));
      phase_ += 2 * std::numbers::pi * hz / rate_;
    }
    std::vector<std::uint8_t> payload(encoder_->MaxPayloadBytes(frame.size()));
    payload.resize(encoder_->Encode(frame, payload).value());
    phone.SendAt(phone.timestamp, type_, payload, tick, false);
    phone.timestamp += static_cast<std::uint32_t>(clock_ / 50);
  }

 private:
  const PayloadType type_;
  const int rate_, clock_;
  std::unique_ptr<codec::AudioEncoder> encoder_;
  double phase_ = 0;
};

/// As the control thread does, a tick later: brings the decoders that are asked for.
void BringDecoders(Room& room, RoomPhone& phone) {
  if (room.beat.events.last.type != EventType::kDecoderWanted) return;
  const PayloadType type{static_cast<std::uint8_t>(room.beat.events.last.a)};
  room.beat.events.last = {};
  const codec::Kind kind = type == kA ? codec::Kind::kPcma : type == kG722 ? codec::Kind::kG722 : codec::Kind::kOpus;
  phone->PrepareDecoder(type, CodecOf(kind).decoder);
}

double LevelAt(const test::Signal& heard, std::size_t from, std::size_t size, double hz) {
  return test::ToneDbov(ConstSamples(heard).subspan(from, size), hz, 8000);
}

class CodecChange : public testing::TestWithParam<codec::Kind> {};

TEST_P(CodecChange, ThePeerGoesOverToAnyAgreedCodecAndBackWithoutAPause) {
  const codec::Kind kind = GetParam();
  const PayloadType type = kind == codec::Kind::kPcma ? kA : kind == codec::Kind::kG722 ? kG722 : kOpus;
  Room room;
  RoomPhone &a = room.Add(WithMore(ConfigOf(codec::Kind::kPcmu))), &b = room.Add(ConfigOf(codec::Kind::kPcmu));
  Voice mu(codec::Kind::kPcmu, kMu), other(kind, type);
  const auto speak = [&](Voice& voice, int ticks) {
    room.Run(ticks, [&](const Tick& tick) {
      BringDecoders(room, a);
      voice.Say(a, 500, tick);
    });
  };
  speak(mu, 50);
  speak(other, 50);
  speak(mu, 50);
  speak(other, 50);
  EXPECT_EQ(room.beat.events.count(EventType::kDecoderWanted), 1u);
  const test::Signal heard = b.Heard(0);
  ASSERT_EQ(heard.size(), 200u * 160);
  // No 40 ms without sound. Encoders and decoders begin anew, and the first packet found no decoder yet.
  for (std::size_t at = 50 * 160; at + 320 <= heard.size(); at += 320)
    EXPECT_GT(test::RmsDbov(ConstSamples(heard).subspan(at, 320)), at < 55 * 160 ? -45 : -23) << at / 8 << " ms";
  for (const std::size_t steady : {60u, 110u, 160u})
    EXPECT_NEAR(LevelAt(heard, (steady + 15) * 160, 20 * 160, 500), -15, 0.5);
  EXPECT_EQ((*a).Stats(room.beat.now()).packets_lost, 0);
  EXPECT_EQ((*a).Stats(room.beat.now()).packets_received, 200);
  EXPECT_LT((*a).Stats(room.beat.now()).concealed_ms, 130);
}

INSTANTIATE_TEST_SUITE_P(Codecs, CodecChange,
                         testing::Values(codec::Kind::kPcma, codec::Kind::kG722, codec::Kind::kOpus));

TEST(CodecChanges, ARelayEndsWithTheFirstPacketOfAnotherCodecAndComesBack) {
  Room room;
  RoomPhone &a = room.Add(WithMore(Passing(codec::Kind::kPcmu))), &b = room.Add(Passing(codec::Kind::kPcmu));
  Voice mu(codec::Kind::kPcmu, kMu), law(codec::Kind::kPcma, kA);
  const auto speak = [&](Voice& voice, int ticks) {
    const std::size_t first = b.sink.packets.size();
    room.Run(ticks, [&](const Tick& tick) {
      BringDecoders(room, a);
      voice.Say(a, 500, tick);
    });
    return first;
  };
  const auto relayed = [&](std::size_t packet) {
    const Bytes payload = b.sink.packets[packet].packet.payload;
    return std::find_if(a.said.begin(), a.said.end(), [&](const auto& said) {
             return std::equal(said.begin(), said.end(), payload.begin(), payload.end());
           }) != a.said.end();
  };
  speak(mu, 50);
  EXPECT_EQ(b.sink.packets.size(), 50u);
  EXPECT_TRUE(relayed(49));
  const std::size_t coded = speak(law, 50);
  EXPECT_EQ(b.sink.CountOf(kA), 0u);
  ASSERT_GT(b.sink.packets.size(), coded + 40);
  EXPECT_NEAR(LevelAt(b.Heard(coded + 10), 0, 30 * 160, 500), -15, 0.5);
  speak(mu, 25);
  const std::size_t again = speak(mu, 25);
  EXPECT_EQ(b.sink.packets.size(), again + 25);
  for (std::size_t packet = again; packet < b.sink.packets.size(); ++packet) EXPECT_TRUE(relayed(packet));
  for (const std::int32_t step : StepsOf(b.sink, kMu)) EXPECT_GT(step, 0);
}

TEST(CodecChanges, ALatePacketOfTheCodecBeforeDoesNotChangeItBack) {
  Room room;
  RoomPhone& a = room.Add(WithMore(ConfigOf(codec::Kind::kPcmu)));
  room.Add(ConfigOf(codec::Kind::kPcmu));
  Voice mu(codec::Kind::kPcmu, kMu), law(codec::Kind::kPcma, kA);
  room.Run(20, [&](const Tick& tick) { mu.Say(a, 500, tick); });
  room.Run(1, [&](const Tick& tick) {
    const std::uint16_t kept = a.sequence++;
    law.Say(a, 500, tick);
    const std::uint16_t next = std::exchange(a.sequence, kept);
    mu.Say(a, 500, tick);
    a.sequence = next;
  });
  EXPECT_EQ(room.beat.events.count(EventType::kDecoderWanted), 1u);
  BringDecoders(room, a);
  room.Run(5, [&](const Tick& tick) { law.Say(a, 500, tick); });
  EXPECT_EQ(room.beat.events.count(EventType::kDecoderWanted), 1u);
  EXPECT_EQ((*a).Stats(room.beat.now()).packets_received, 27);
}

TEST(CodecChanges, WhatWasNotAgreedIsDroppedAndAnUnansweredRequestIsMadeAgain) {
  Room room;
  RoomPhone& a = room.Add(WithMore(ConfigOf(codec::Kind::kPcmu)));
  room.Add(ConfigOf(codec::Kind::kPcmu));
  room.Run(5, [&](const Tick& tick) { a.Send(kNotAgreed, std::vector<std::uint8_t>(160), tick); });
  EXPECT_EQ((*a).Stats(room.beat.now()).datagrams_dropped, 5);
  Voice law(codec::Kind::kPcma, kA);
  room.Run(120, [&](const Tick& tick) { law.Say(a, 500, tick); });
  EXPECT_EQ(room.beat.events.count(EventType::kDecoderWanted), 3u);
}

TEST(CodecChanges, DigitsComeOnEveryAgreedTypeEachByItsOwnClock) {
  EndpointConfig config = ConfigOf(codec::Kind::kPcmu);
  config.also_events = {{PayloadType{96}, 8000}, {PayloadType{126}, 48'000}};
  Room room;
  RoomPhone& a = room.Add(config);
  const auto press = [&](PayloadType type, std::uint16_t ticks) {
    room.Run(1, [&](const Tick& tick) {
      const auto payload = rtp::WriteTelephoneEvent({.code = 5, .end = true, .volume = 10, .duration = ticks});
      a.Send(type, {payload.begin(), payload.end()}, tick, true);
    });
    return room.beat.events.last;
  };
  for (const auto& [type, ticks] : {std::pair{101, 800}, {96, 1600}, {126, 14'400}}) {
    const Event event = press(PayloadType{static_cast<std::uint8_t>(type)}, static_cast<std::uint16_t>(ticks));
    EXPECT_EQ(event.type, EventType::kDtmf);
    EXPECT_STREQ(event.text, "5");
    EXPECT_NEAR(event.a, type == 101 ? 100 : type == 96 ? 200 : 300, 0.01);
  }
}

}  // namespace
}  // namespace ossicle::session
