#include "rtp/telephone_event.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "core/random.h"

namespace ossicle::rtp {
namespace {

constexpr Instant kStart = Instant{} + Milliseconds(1'000'000);

/// Feeds a receiver and writes down what it reports: "+5" key down, "5:160" key up after 160 ms.
class Listener {
 public:
  explicit Listener(int clock_rate_hz = 8000) : clock_rate_hz_(clock_rate_hz) {}

  void Hear(std::uint32_t timestamp, TelephoneEvent event, bool marker = false) {
    const auto payload = WriteTelephoneEvent(event);
    const auto update =
        receiver_.OnPacket({.marker = marker, .timestamp = timestamp, .payload = payload}, clock_rate_hz_, now_);
    if (update.finished) Note(*update.finished);
    if (update.started) log_ += std::string(" +") + *update.started;
    Wait(Milliseconds(20));
  }
  void Wait(Duration d) {
    now_ += d;
    if (const auto digit = receiver_.Poll(now_)) Note(*digit);
  }
  const std::string& log() const { return log_; }
  bool active() const { return receiver_.active(); }

 private:
  void Note(const Digit& digit) {
    log_ += std::string(" ") + digit.digit + ":" + std::to_string(digit.duration / Milliseconds(1));
  }
  TelephoneEventReceiver receiver_;
  int clock_rate_hz_;
  Instant now_ = kStart;
  std::string log_;
};

TEST(TelephoneEvent, ReadsAndWritesThePayload) {
  // Event 11 (#), end, volume 10, duration 1280.
  const std::array<std::uint8_t, 4> bytes = {0x0B, 0x8A, 0x05, 0x00};
  const auto event = ParseTelephoneEvent(bytes);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value().code, 11);
  EXPECT_TRUE(event.value().end);
  EXPECT_EQ(event.value().volume, 10);
  EXPECT_EQ(event.value().duration, 1280);
  EXPECT_EQ(WriteTelephoneEvent(event.value()), bytes);
  for (std::size_t size = 0; size < 4; ++size) EXPECT_FALSE(ParseTelephoneEvent(Bytes(bytes).first(size)).ok());
  EXPECT_FALSE(ParseTelephoneEvent(std::array<std::uint8_t, 4>{1, 0x4A, 0, 1}).value().end) << "the reserved bit";
}

TEST(TelephoneEvent, MapsCodesToDigitsAndBack) {
  const std::string digits = "0123456789*#ABCD";
  for (std::uint8_t code = 0; code < 16; ++code) {
    EXPECT_EQ(DigitOfCode(code), digits[code]);
    EXPECT_EQ(CodeOfDigit(digits[code]), code);
  }
  EXPECT_EQ(DigitOfCode(16), std::nullopt);
  EXPECT_EQ(CodeOfDigit('d'), 15);
  EXPECT_EQ(CodeOfDigit('E'), std::nullopt);
  EXPECT_EQ(CodeOfDigit('\0'), std::nullopt);
}

TEST(TelephoneEventReceiver, ReportsAPressOnceOnItsFirstEnd) {
  Listener listener;
  for (std::uint16_t duration = 160; duration <= 1120; duration += 160)
    listener.Hear(5000, {.code = 5, .volume = 10, .duration = duration}, duration == 160);
  EXPECT_EQ(listener.log(), " +5");
  EXPECT_TRUE(listener.active());
  for (int i = 0; i < 3; ++i) listener.Hear(5000, {.code = 5, .end = true, .duration = 1280});
  listener.Wait(Milliseconds(5000));
  EXPECT_EQ(listener.log(), " +5 5:160");
  EXPECT_FALSE(listener.active());
}

TEST(TelephoneEventReceiver, HearsTheSameDigitTwice) {
  Listener listener;
  for (const std::uint32_t timestamp : {1000u, 3000u}) {
    listener.Hear(timestamp, {.code = 1, .duration = 160}, true);
    for (int i = 0; i < 3; ++i) listener.Hear(timestamp, {.code = 1, .end = true, .duration = 800});
  }
  EXPECT_EQ(listener.log(), " +1 1:100 +1 1:100");
}

TEST(TelephoneEventReceiver, HearsAPressOfWhichOnlyOneEndArrived) {
  Listener listener;
  listener.Hear(1000, {.code = 10, .end = true, .duration = 800});
  EXPECT_EQ(listener.log(), " *:100 +*");
}

TEST(TelephoneEventReceiver, ANewPressEndsAnOpenOne) {
  Listener listener;
  listener.Hear(1000, {.code = 1, .duration = 400}, true);
  listener.Hear(3000, {.code = 2, .duration = 160}, true);
  listener.Hear(3000, {.code = 2, .end = true, .duration = 800});
  EXPECT_EQ(listener.log(), " +1 1:50 +2 2:100");
}

TEST(TelephoneEventReceiver, ReportsBothWhenOnePacketEndsTwo) {
  Listener listener;
  listener.Hear(1000, {.code = 1, .duration = 400}, true);
  listener.Hear(3000, {.code = 2, .end = true, .duration = 800});
  listener.Hear(3000, {.code = 2, .end = true, .duration = 800});
  EXPECT_EQ(listener.log(), " +1 1:50 +2 2:100");
}

TEST(TelephoneEventReceiver, EndsAPressThreeSecondsAfterItsLastPacket) {
  Listener listener;
  listener.Hear(1000, {.code = 7, .duration = 400}, true);
  listener.Wait(Milliseconds(2970));
  EXPECT_EQ(listener.log(), " +7");
  listener.Wait(Milliseconds(10));
  EXPECT_EQ(listener.log(), " +7 7:50");
  listener.Hear(1000, {.code = 7, .end = true, .duration = 800});
  EXPECT_EQ(listener.log(), " +7 7:50") << "the end came after all";
}

TEST(TelephoneEventReceiver, OldAndForeignPacketsSayNothing) {
  Listener listener;
  listener.Hear(9000, {.code = 3, .end = true, .duration = 800});
  listener.Hear(8000, {.code = 4, .end = true, .duration = 800});
  listener.Hear(12'000, {.code = 16, .duration = 800});
  listener.Hear(12'000, {.code = 255, .end = true, .duration = 800});
  EXPECT_EQ(listener.log(), " 3:100 +3");
}

TEST(TelephoneEventReceiver, FollowsAPressAcrossTheTimestampWrap) {
  Listener listener;
  listener.Hear(0xFFFFFF00, {.code = 1, .duration = 160}, true);
  listener.Hear(0xFFFFFF00, {.code = 1, .end = true, .duration = 800});
  listener.Hear(0x00000800, {.code = 2, .end = true, .duration = 800}, true);
  EXPECT_EQ(listener.log(), " +1 1:100 2:100 +2");
}

TEST(TelephoneEventReceiver, MalformedPayloadsAndRatesSayNothing) {
  TelephoneEventReceiver receiver;
  const std::array<std::uint8_t, 4> payload = {1, 0x80, 0, 100};
  EXPECT_FALSE(receiver.OnPacket({.payload = Bytes(payload).first(3)}, 8000, kStart).started);
  EXPECT_FALSE(receiver.OnPacket({.payload = payload}, 0, kStart).started);
  EXPECT_FALSE(receiver.Poll(kStart + Milliseconds(10'000)));
}

struct Sent {
  TelephoneEvent event;
  bool marker;
  std::uint32_t timestamp;
};

/// What a sender sends in `ticks` periods of 20 ms; a default entry stands for "nothing".
std::vector<std::optional<Sent>> Collect(TelephoneEventSender& sender, int ticks, std::uint32_t period_ticks,
                                         std::uint32_t timestamp = 10'000) {
  std::vector<std::optional<Sent>> sent;
  for (int i = 0; i < ticks; ++i, timestamp += period_ticks) {
    const auto packet = sender.Tick(timestamp);
    if (packet) {
      sent.push_back(Sent{ParseTelephoneEvent(packet->payload).value(), packet->marker, packet->timestamp});
    } else {
      sent.push_back(std::nullopt);
    }
  }
  return sent;
}

TEST(TelephoneEventSender, SendsSevenUpdatesAndThreeEndsFor160Ms) {
  TelephoneEventSender sender(8000);
  EXPECT_FALSE(sender.busy());
  ASSERT_TRUE(sender.Queue('#'));
  EXPECT_TRUE(sender.busy());
  const auto sent = Collect(sender, 14, 160);
  for (std::size_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(sent[i]) << i;
    EXPECT_EQ(sent[i]->event.code, 11);
    EXPECT_EQ(sent[i]->event.volume, 10);
    EXPECT_EQ(sent[i]->timestamp, 10'000u);
    EXPECT_EQ(sent[i]->marker, i == 0);
    EXPECT_EQ(sent[i]->event.end, i >= 7);
    EXPECT_EQ(sent[i]->event.duration, i < 7 ? (i + 1) * 160 : 1280);
  }
  for (std::size_t i = 10; i < 14; ++i) EXPECT_FALSE(sent[i]) << i;
  EXPECT_FALSE(sender.busy());
}

TEST(TelephoneEventSender, PausesBetweenDigits) {
  TelephoneEventSender sender(8000);
  ASSERT_TRUE(sender.Queue('1', Milliseconds(40)));
  ASSERT_TRUE(sender.Queue('2', Milliseconds(40)));
  const auto sent = Collect(sender, 12, 160);
  // 20 ms, end, end, end, pause of 60 ms, the same again.
  std::string shape;
  for (const auto& packet : sent) shape += !packet ? '.' : packet->event.end ? 'E' : packet->marker ? 'M' : 'u';
  EXPECT_EQ(shape, "MEEE...MEEE.");
  EXPECT_EQ(sent[7]->timestamp, 10'000u + 7 * 160);
}

TEST(TelephoneEventSender, BoundsWhatItTakes) {
  TelephoneEventSender sender(8000);
  EXPECT_FALSE(sender.Queue('x'));
  for (std::size_t i = 0; i < TelephoneEventSender::kMaxQueued; ++i)
    EXPECT_TRUE(sender.Queue('1', Milliseconds(1), 200));
  EXPECT_FALSE(sender.Queue('1'));
  const auto sent = Collect(sender, 4, 160);
  EXPECT_EQ(sent[0]->event.duration, 8);
  EXPECT_TRUE(sent[0]->marker && sent[0]->event.end && sent[2]->event.end) << "the end alone, three times";
  EXPECT_EQ(sent[1]->event.volume, 63);
  sender.Clear();
  EXPECT_FALSE(sender.busy());
}

/// RFC 4733 section 2.5.1.3 at 48 kHz, where the duration field is full after 1.37 s.
TEST(TelephoneEventSender, CutsALongPressIntoSegments) {
  TelephoneEventSender sender(48'000);
  ASSERT_TRUE(sender.Queue('9', Milliseconds(3000)));
  const auto sent = Collect(sender, 153, 960);
  int markers = 0;
  int ends = 0;
  std::vector<std::uint32_t> timestamps;
  for (const auto& packet : sent) {
    if (!packet) continue;
    markers += packet->marker;
    ends += packet->event.end;
    if (timestamps.empty() || timestamps.back() != packet->timestamp) timestamps.push_back(packet->timestamp);
  }
  EXPECT_EQ(markers, 1);
  EXPECT_EQ(ends, 3);
  EXPECT_EQ(timestamps, (std::vector<std::uint32_t>{10'000, 10'000 + 0xFFFF, 10'000 + 2 * 0xFFFF}));
  EXPECT_EQ(sent[151]->event.duration, 144'000 - 2 * 0xFFFF);
}

/// Sender to receiver over a network that loses packets: one report per press, whatever gets through.
TEST(TelephoneEvent, SurvivesLossFromEndToEnd) {
  Random random(5);
  for (const int rate : {8000, 48'000}) {
    int heard = 0;
    int right_length = 0;
    for (int round = 0; round < 200; ++round) {
      TelephoneEventSender sender(rate);
      Listener listener(rate);
      const Duration length = round % 4 == 0 ? Milliseconds(3000) : Milliseconds(160);
      sender.Queue('7', length);
      std::uint32_t timestamp = random.U32();
      while (sender.busy()) {
        const auto packet = sender.Tick(timestamp);
        timestamp += static_cast<std::uint32_t>(rate / 50);
        if (packet && random.Uniform() > 0.2) {
          listener.Hear(packet->timestamp, ParseTelephoneEvent(packet->payload).value(), packet->marker);
        } else {
          listener.Wait(Milliseconds(20));
        }
      }
      listener.Wait(Milliseconds(3000));
      const std::string full = " +7 7:" + std::to_string(length / Milliseconds(1));
      EXPECT_EQ(listener.log().substr(0, 6), " +7 7:") << listener.log();
      EXPECT_EQ(std::count(listener.log().begin(), listener.log().end(), '+'), 1) << listener.log();
      ++heard;
      right_length += listener.log() == full;
    }
    EXPECT_EQ(heard, 200);
    EXPECT_GE(right_length, 190) << "three ends lost in a row is a matter of 0.8 %";
  }
}

}  // namespace
}  // namespace ossicle::rtp
