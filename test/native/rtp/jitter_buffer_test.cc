#include "rtp/jitter_buffer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace ossicle::rtp {
namespace {

using Insertion = JitterBuffer::Insertion;
using Kind = JitterBuffer::Playout::Kind;

constexpr Instant kStart = Instant{} + Milliseconds(1'000'000);

/// One buffer driven by hand. Packets are 20 ms of G.711 whose first byte is their number.
class JitterBufferTest : public testing::Test {
 protected:
  void UseFixedDelay(int ms) { buffer_ = JitterBuffer({.fixed_delay = Milliseconds(ms)}); }
  Insertion Put(int number, int arrival_ms, bool marker = false) {
    return PutAt(number, number * 160, arrival_ms, marker);
  }
  Insertion PutAt(int sequence, int timestamp, int arrival_ms, bool marker = false) {
    payload_.fill(static_cast<std::uint8_t>(sequence));
    return buffer_.Insert({.payload_type = PayloadType{8},
                           .marker = marker,
                           .sequence_number = static_cast<std::uint16_t>(sequence),
                           .timestamp = static_cast<std::uint32_t>(timestamp),
                           .ssrc = Ssrc{1},
                           .payload = payload_},
                          kStart + Milliseconds(arrival_ms));
  }
  JitterBuffer::Playout NextAt(int ms) { return buffer_.Next(kStart + Milliseconds(ms)); }
  /// "12" a packet, "x" a hole, "." nothing; then whether FEC came with the hole.
  std::string Next(int ms) {
    const auto playout = NextAt(ms);
    if (playout.kind == Kind::kEmpty) return ".";
    if (playout.kind == Kind::kPacket) return std::to_string(playout.payload[0]);
    return playout.next_payload.empty() ? "x" : "x<" + std::to_string(playout.next_payload[0]);
  }
  /// What ticks of 20 ms in [from, to) give.
  std::string Play(int from_ms, int to_ms) {
    std::string played;
    for (int ms = from_ms; ms < to_ms; ms += 20) played += (played.empty() ? "" : " ") + Next(ms);
    return played;
  }

  JitterBuffer buffer_{JitterBufferConfig{.min_delay = Milliseconds(20)}};
  std::array<std::uint8_t, 160> payload_{};
};

TEST_F(JitterBufferTest, WaitsForTheTargetThenPlays) {
  EXPECT_EQ(Next(0), ".");
  EXPECT_EQ(Put(1, 20, true), Insertion::kInserted);
  EXPECT_EQ(Next(30), ".");
  Put(2, 40);
  const auto playout = NextAt(50);
  EXPECT_EQ(playout.kind, Kind::kPacket);
  EXPECT_EQ(playout.payload.size(), 160u);
  EXPECT_EQ(playout.payload[0], 1);
  EXPECT_EQ(Raw(playout.payload_type), 8);
  EXPECT_TRUE(playout.marker);
  EXPECT_EQ(playout.timestamp, 160u);
  EXPECT_EQ(playout.duration_ticks, 160);
  EXPECT_EQ(buffer_.current_delay(kStart + Milliseconds(70)), Milliseconds(30));
  const auto last = NextAt(70);
  EXPECT_EQ(last.payload[0], 2);
  EXPECT_EQ(last.duration_ticks, 0) << "what follows is not here yet";
}

TEST_F(JitterBufferTest, PutsReorderedPacketsInOrder) {
  Put(1, 20);
  EXPECT_EQ(Put(3, 41), Insertion::kInserted);
  EXPECT_EQ(Put(2, 42), Insertion::kReordered);
  Put(4, 80);
  EXPECT_EQ(Play(45, 125), "1 2 3 4");
  EXPECT_EQ(buffer_.stats().reordered, 1u);
  EXPECT_EQ(buffer_.stats().lost, 0u);
}

TEST_F(JitterBufferTest, DropsDuplicatesBeforeAndAfterTheyPlayed) {
  Put(1, 20);
  EXPECT_EQ(Put(1, 21), Insertion::kDuplicate);
  EXPECT_EQ(Next(45), "1");
  EXPECT_EQ(Put(1, 46), Insertion::kDuplicate);
  EXPECT_EQ(buffer_.stats().duplicate, 2u);
}

TEST_F(JitterBufferTest, ConcealsAMissingPacketAndOffersTheNextOnesForErrorCorrection) {
  UseFixedDelay(80);
  Put(1, 20);
  Put(2, 40);
  Put(5, 100);
  EXPECT_EQ(Play(105, 205), "1 2 x x<5 5");
  EXPECT_EQ(buffer_.stats().lost, 2u);
  EXPECT_EQ(buffer_.stats().concealed_ticks, 320u);
}

TEST_F(JitterBufferTest, RefusesAPacketWhosePlaceWasConcealed) {
  UseFixedDelay(80);
  Put(1, 20);
  Put(3, 60);
  EXPECT_EQ(Play(105, 145), "1 x<3");
  EXPECT_EQ(Put(2, 140), Insertion::kLate);
  EXPECT_EQ(Next(145), "3");
  EXPECT_EQ(buffer_.stats().late, 1u);
  EXPECT_EQ(buffer_.stats().lost, 1u);
}

TEST_F(JitterBufferTest, AwaitsAPacketThatIsOnlySlow) {
  Put(1, 20);
  EXPECT_EQ(Play(45, 85), "1 x");
  Put(2, 80);
  Put(3, 81);
  EXPECT_EQ(Play(85, 125), "2 3");
  EXPECT_EQ(buffer_.stats().lost, 0u);
}

TEST_F(JitterBufferTest, DoesNotConcealALossTwice) {
  Put(1, 20);
  EXPECT_EQ(Play(45, 85), "1 x") << "2 is lost, which nobody knows yet";
  Put(3, 60 + 20);
  EXPECT_EQ(Play(85, 105), "3");
  EXPECT_EQ(buffer_.stats().lost, 1u);
}

TEST_F(JitterBufferTest, FallsSilentWhenTheSenderStopsAndPrimesAgain) {
  Put(1, 20);
  EXPECT_EQ(Play(45, 205), "1 x x x x . . .");
  EXPECT_EQ(PutAt(2, 20 * 160, 20 * 20, true), Insertion::kInserted) << "the sender was silent: one number, long time";
  EXPECT_EQ(Next(405), ".");
  EXPECT_EQ(Next(425), "2");
  EXPECT_EQ(buffer_.stats().lost, 0u);
}

TEST_F(JitterBufferTest, PausesBetweenSpurtsThatAreBothHere) {
  UseFixedDelay(80);
  Put(1, 20);
  PutAt(2, 5 * 160, 100, true);
  EXPECT_EQ(Play(105, 205), "1 . . . 2");
  EXPECT_EQ(buffer_.stats().concealed_ticks, 0u);
}

/// A consumer asks until it has a frame, so a hole of no length would hold it for ever.
TEST_F(JitterBufferTest, AHoleAlwaysHasALength) {
  UseFixedDelay(20);
  for (int i = 1; i < 10; ++i) PutAt(i, i, i * 20);  // a sender whose clock hardly runs
  PutAt(12, 10, 200);
  PutAt(15, 12, 210);
  for (int ms = 205; ms < 405; ms += 5) {
    const auto playout = NextAt(ms);
    if (playout.kind == Kind::kLost) {
      EXPECT_GE(playout.duration_ticks, 4);
    }
  }
}

TEST_F(JitterBufferTest, TakesTelephoneEventsForWhatTheyAre) {
  Put(1, 20);
  EXPECT_EQ(Next(45), "1");
  for (int i = 2; i < 5; ++i) buffer_.NoteForeign(static_cast<std::uint16_t>(i));
  EXPECT_EQ(PutAt(5, 2 * 160, 40), Insertion::kInserted);
  EXPECT_EQ(Next(65), "5");
  EXPECT_EQ(buffer_.stats().lost, 0u);
}

TEST_F(JitterBufferTest, MakesRoomByDroppingTheOldest) {
  JitterBuffer small({.max_packets = 4, .max_bytes = 8192});
  for (std::uint16_t i = 0; i < 4; ++i)
    EXPECT_EQ(small.Insert({.sequence_number = i, .timestamp = i * 160u, .payload = payload_}, kStart),
              Insertion::kInserted);
  EXPECT_EQ(small.Insert({.sequence_number = 4, .timestamp = 640, .payload = payload_}, kStart), Insertion::kOverflow);
  EXPECT_EQ(small.stats().overflow, 1u);
  EXPECT_EQ(small.Next(kStart + Milliseconds(300)).timestamp, 640u) << "what piled up before the start is left out";
}

TEST_F(JitterBufferTest, RefusesAPayloadLargerThanItsMemory) {
  const std::vector<std::uint8_t> large(9000);
  EXPECT_EQ(buffer_.Insert({.payload = large}, kStart), Insertion::kTooLarge);
  EXPECT_EQ(buffer_.Insert({.payload = Bytes(large).first(8192)}, kStart), Insertion::kInserted);
}

TEST_F(JitterBufferTest, PlaysEmptyPayloadsAndTheLastSequenceNumber) {
  EXPECT_EQ(buffer_.Insert({.sequence_number = 65'535, .timestamp = 0}, kStart), Insertion::kInserted);
  EXPECT_EQ(buffer_.Insert({.sequence_number = 0, .timestamp = 160}, kStart + Milliseconds(20)), Insertion::kInserted);
  EXPECT_EQ(NextAt(25).timestamp, 0u);
  const auto second = NextAt(45);
  EXPECT_EQ(second.kind, Kind::kPacket);
  EXPECT_EQ(second.timestamp, 160u);
  EXPECT_TRUE(second.payload.empty());
}

TEST_F(JitterBufferTest, AStrayPacketChangesNothing) {
  for (int i = 1; i < 10; ++i) Put(i, i * 20);
  EXPECT_EQ(PutAt(30'000, 10 * 160, 200), Insertion::kLate);
  EXPECT_EQ(PutAt(10, 0x7000000, 200), Insertion::kLate);
  EXPECT_EQ(Put(10, 201), Insertion::kInserted);
  EXPECT_EQ(buffer_.stats().resets, 0u);
}

TEST_F(JitterBufferTest, ResetForgetsTheTimeLineButNotTheBooks) {
  Put(1, 20);
  EXPECT_EQ(Next(45), "1");
  Put(2, 46);
  buffer_.Reset();
  EXPECT_EQ(Next(65), ".");
  EXPECT_EQ(PutAt(20'000, 5'000'000, 80), Insertion::kInserted);
  EXPECT_EQ(Next(105), std::to_string(20'000 % 256));
  EXPECT_EQ(buffer_.stats().received, 3u);
}

}  // namespace
}  // namespace ossicle::rtp
