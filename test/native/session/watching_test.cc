#include <gtest/gtest.h>

#include "dsp/dtmf_generator.h"
#include "room.h"

namespace ossicle::session {
namespace {

constexpr PayloadType kMu{0};

dsp::Tone ToneOf(float hz, int on_ms, int off_ms) {
  dsp::Tone tone{.frequencies_hz = {hz}, .frequency_count = 1};
  tone.on = Milliseconds(on_ms);
  tone.off = Milliseconds(off_ms);
  return tone;
}

test::Signal Dialled(std::string_view digits) {
  dsp::DtmfGenerator generator(8000);
  generator.Start(digits, {.on = Milliseconds(100), .off = Milliseconds(100)});
  test::Signal signal(digits.size() * 1600, 0);
  generator.Process(signal);
  return signal;
}

test::Signal Played(const std::vector<dsp::Tone>& tones, int ms) {
  dsp::ToneGenerator generator(8000);
  EXPECT_TRUE(generator.Start(tones, true));
  test::Signal signal(static_cast<std::size_t>(ms) * 8, 0);
  generator.Process(signal);
  return signal;
}

/// A session, whose first member is a phone that says a signal; keeps all events of one kind.
class Watching : public testing::Test {
 protected:
  void Watch(RoomPhone& phone, SoundDetectors::Config config) {
    auto detectors = std::make_unique<SoundDetectors>(phone->id(), std::move(config));
    phone->SwapSoundDetectors(detectors);
    room_.session.Replan();
  }

  /// Says the signal and then nothing for half a second; returns the events of `type`.
  std::vector<Event> Say(RoomPhone& phone, const test::Signal& signal, EventType type) {
    std::vector<Event> events;
    std::uint64_t seen = room_.beat.events.count(type);
    const int ticks = static_cast<int>(signal.size() / 160) + 25;
    std::size_t at = 0;
    room_.Run(ticks, [&](const Tick& tick) {
      if (room_.beat.events.count(type) > seen && room_.beat.events.last.type == type) {
        seen = room_.beat.events.count(type);
        events.push_back(room_.beat.events.last);
      }
      std::vector<Sample> frame(160);
      for (Sample& sample : frame) sample = at < signal.size() ? signal[at++] : Sample{0};
      std::vector<std::uint8_t> payload(160);
      codec::G711Encoder encoder(codec::G711Law::kMu);
      EXPECT_TRUE(encoder.Encode(frame, payload).ok());
      phone.Send(kMu, payload, tick);
    });
    return events;
  }

  Room room_;
};

TEST_F(Watching, DigitsInTheAudioAreToldToWhoAsksWhileTheyAreRelayed) {
  RoomPhone &a = room_.Add(Passing(codec::Kind::kPcmu)), &b = room_.Add(Passing(codec::Kind::kPcmu));
  EXPECT_TRUE(Say(a, Dialled("159D"), EventType::kDigitHeard).empty());
  Watch(a, {.digits = true});
  const std::vector<Event> digits = Say(a, Dialled("7*"), EventType::kDigitHeard);
  ASSERT_EQ(digits.size(), 2u);
  EXPECT_STREQ(digits[0].text, "7");
  EXPECT_STREQ(digits[1].text, "*");
  for (const Event& digit : digits) {
    EXPECT_EQ(digit.subject, a->id());
    EXPECT_NEAR(digit.a, 100, 10);
  }
  EXPECT_EQ(room_.beat.events.count(EventType::kDtmf), 0u);
  EXPECT_EQ(b.sink.packets.size(), a.said.size());
  EXPECT_EQ(b.sink.packets.back().packet.payload.size(), 160u);
}

TEST_F(Watching, ADigitThatCameAsTelephoneEventIsNotToldAgain) {
  RoomPhone& a = room_.Add(Passing(codec::Kind::kPcmu));
  Watch(a, {.digits = true});
  room_.Run(1, [&](const Tick& tick) {
    const auto payload = rtp::WriteTelephoneEvent({.code = 7, .end = true, .volume = 10, .duration = 800});
    a.Send(kTelephoneEvent, {payload.begin(), payload.end()}, tick, true);
  });
  EXPECT_EQ(room_.beat.events.count(EventType::kDtmf), 1u);
  EXPECT_TRUE(Say(a, Dialled("7"), EventType::kDigitHeard).empty());
}

TEST_F(Watching, SignalsAreToldByTheirPatternAndFaxTonesByThemselves) {
  RoomPhone& a = room_.Add(Passing(codec::Kind::kPcmu));
  const std::vector<dsp::Tone> busy = {ToneOf(425, 480, 480)}, ringback = {ToneOf(425, 1000, 4000)};
  Watch(a, {.tones = true, .patterns = {dsp::TonePattern(busy), dsp::TonePattern(ringback)}});
  const auto told = [&](const test::Signal& signal) {
    std::vector<double> patterns;
    for (const Event& event : Say(a, signal, EventType::kToneHeard)) patterns.push_back(event.a);
    return patterns;
  };
  EXPECT_EQ(told(Played(ringback, 5500)), std::vector<double>{1});
  EXPECT_EQ(told(Played(busy, 2500)), std::vector<double>{0});
  EXPECT_EQ(told(Played({ToneOf(1100, 500, 3000)}, 7000)).front(), dsp::ToneDetector::kCng);
}

TEST_F(Watching, WhoHasAnsweredIsToldOnce) {
  RoomPhone& a = room_.Add(Passing(codec::Kind::kPcmu));
  Watch(a, {.answer = true});
  // A machine speaks on: words of 300 ms of noise, as good as speech for their energy.
  Random random(3);
  test::Signal greeting(8 * 300, 0);
  for (int word = 0; word < 12; ++word) {
    for (int i = 0; i < 8 * 300; ++i) greeting.push_back(static_cast<Sample>(random.U32() % 6000 - 3000));
    greeting.resize(greeting.size() + 8 * 150, 0);
  }
  const std::vector<Event> events = Say(a, greeting, EventType::kAnswerKnown);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(static_cast<int>(events[0].a) / kAnswerCauses,
            static_cast<int>(dsp::AnsweringMachineDetector::Decision::kMachine));
  EXPECT_GT(events[0].b, 1000);
  EXPECT_LT(events[0].b, 6000);
}

TEST_F(Watching, DetectorsHearSilenceWhereNothingComesAndFollowTheRate) {
  RoomPhone& a = room_.Add(Passing(codec::Kind::kPcmu));
  Watch(a, {.answer = true});
  room_.Run(200, [](const Tick&) {});
  EXPECT_EQ(room_.beat.events.count(EventType::kAnswerKnown), 1u);
  EXPECT_EQ(static_cast<int>(room_.beat.events.last.a) / kAnswerCauses,
            static_cast<int>(dsp::AnsweringMachineDetector::Decision::kSilence));
  a->Configure(ConfigOf(codec::Kind::kOpus), CodecOf(codec::Kind::kOpus));  // 48 kHz: they begin anew
  room_.session.Replan();
  room_.Run(200, [](const Tick&) {});
  EXPECT_EQ(room_.beat.events.count(EventType::kAnswerKnown), 2u);
}

TEST_F(Watching, WhoHasTheFloorIsToldAndThatNobodyHas) {
  RoomPhone &a = room_.Add(Passing(codec::Kind::kPcmu)), &b = room_.Add(Passing(codec::Kind::kPcmu));
  constexpr Handle kSession{77};
  const auto speak = [&](RoomPhone* speaker, int ticks, double dbov = -20) {
    room_.Run(ticks, [&](const Tick& tick) {
      for (RoomPhone* phone : {&a, &b}) phone->Say(400, tick, phone == speaker ? dbov : -90);
    });
    return room_.beat.events.count(EventType::kSpeakerChanged);
  };
  EXPECT_EQ(speak(&a, 50), 0u);
  room_.session.WatchSpeaker(kSession);
  speak(nullptr, 10);
  EXPECT_EQ(speak(&a, 50), 1u);
  EXPECT_EQ(room_.beat.events.last.subject, kSession);
  EXPECT_EQ(room_.beat.events.last.a, static_cast<double>(a->id().value));
  EXPECT_EQ(speak(&b, 3), 1u);  // a cough
  speak(&a, 20);
  EXPECT_EQ(room_.beat.events.count(EventType::kSpeakerChanged), 1u);
  speak(nullptr, 20);
  EXPECT_EQ(speak(&b, 60), 2u);
  EXPECT_EQ(room_.beat.events.last.a, static_cast<double>(b->id().value));
  EXPECT_EQ(speak(nullptr, 90), 2u);
  EXPECT_EQ(speak(nullptr, 40), 3u);
  EXPECT_EQ(room_.beat.events.last.a, 0);
  EXPECT_EQ(speak(&b, 30), 4u);
  b->participation().muted = true;
  room_.session.Replan();
  EXPECT_EQ(speak(&b, 150), 5u);
  EXPECT_EQ(room_.beat.events.last.a, 0);
  // What is only listened to goes on as it is.
  EXPECT_GT(a.sink.packets.size(), 300u);
  room_.session.WatchSpeaker({});
  EXPECT_EQ(speak(&a, 50), 5u);
}

}  // namespace
}  // namespace ossicle::session
