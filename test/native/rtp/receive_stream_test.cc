#include "rtp/receive_stream.h"

#include <gtest/gtest.h>

#include <array>

namespace ossicle::rtp {
namespace {

constexpr Instant kStart = Instant{} + Milliseconds(1'000'000);

RtpPacket Packet(int sequence, std::uint32_t timestamp = 0, std::uint32_t ssrc = 1) {
  static constexpr std::array<std::uint8_t, 160> kPayload{};
  return {.sequence_number = static_cast<std::uint16_t>(sequence),
          .timestamp = timestamp,
          .ssrc = Ssrc{ssrc},
          .payload = kPayload};
}

TEST(ReceiveStream, CountsLossAcrossTheWrap) {
  ReceiveStream stream(8000);
  for (int i = 65'530; i < 65'550; ++i) {
    if (i % 5 != 0) stream.OnPacket(Packet(i), kStart);
  }
  // 65530 was skipped before the stream began; 65535, 65540 and 65545 are missing of 65531..65549.
  const ReportBlock block = stream.MakeReportBlock(kStart);
  EXPECT_EQ(block.cumulative_lost, 3);
  EXPECT_EQ(block.fraction_lost, 3 * 256 / 19);
  EXPECT_EQ(block.extended_highest_sequence, 65'549u);  // one cycle, 13
  EXPECT_EQ(stream.stats().packets, 16u);
  EXPECT_EQ(stream.stats().bytes, 16u * 160);
}

TEST(ReceiveStream, FractionCountsSinceThePreviousReport) {
  ReceiveStream stream(8000);
  for (int i = 0; i < 100; ++i)
    if (i % 2 == 0) stream.OnPacket(Packet(i), kStart);
  stream.OnPacket(Packet(99), kStart);
  EXPECT_EQ(stream.MakeReportBlock(kStart).fraction_lost, 49 * 256 / 100);
  for (int i = 100; i < 200; ++i) stream.OnPacket(Packet(i), kStart);
  const ReportBlock second = stream.MakeReportBlock(kStart);
  EXPECT_EQ(second.fraction_lost, 0);
  EXPECT_EQ(second.cumulative_lost, 49);
  EXPECT_EQ(stream.MakeReportBlock(kStart).fraction_lost, 0) << "an interval without packets";
}

TEST(ReceiveStream, ReorderedAndDuplicatePacketsAreReceived) {
  ReceiveStream stream(8000);
  for (const int i : {10, 12, 11, 13, 13, 13}) EXPECT_TRUE(stream.OnPacket(Packet(i), kStart));
  const ReportBlock block = stream.MakeReportBlock(kStart);
  EXPECT_EQ(block.cumulative_lost, -2);
  EXPECT_EQ(block.fraction_lost, 0);
  EXPECT_EQ(block.extended_highest_sequence, 13u);
}

TEST(ReceiveStream, AStrayPacketIsRefusedAndTwoInSequenceAreARestart) {
  ReceiveStream stream(8000);
  for (int i = 100; i < 110; ++i) stream.OnPacket(Packet(i), kStart);
  EXPECT_FALSE(stream.OnPacket(Packet(30'000), kStart));
  EXPECT_TRUE(stream.OnPacket(Packet(110), kStart));
  EXPECT_EQ(stream.stats().lost, 0);
  EXPECT_EQ(stream.stats().restarts, 0u);
  EXPECT_FALSE(stream.OnPacket(Packet(30'000), kStart));
  EXPECT_TRUE(stream.OnPacket(Packet(30'001), kStart));
  EXPECT_TRUE(stream.restarted());
  EXPECT_EQ(stream.stats().restarts, 1u);
  EXPECT_EQ(stream.MakeReportBlock(kStart).extended_highest_sequence, 30'001u);
}

TEST(ReceiveStream, ANewSourceStartsNewBooksAndTotalsGoOn) {
  ReceiveStream stream(8000);
  for (const int i : {1, 2, 5}) stream.OnPacket(Packet(i, 0, 7), kStart);
  stream.OnSenderReport(0x12345678, kStart);
  EXPECT_TRUE(stream.OnPacket(Packet(900, 0, 8), kStart));
  EXPECT_TRUE(stream.restarted());
  EXPECT_TRUE(stream.OnPacket(Packet(902, 0, 8), kStart));
  EXPECT_FALSE(stream.restarted());
  const ReportBlock block = stream.MakeReportBlock(kStart);
  EXPECT_EQ(Raw(block.ssrc), 8u);
  EXPECT_EQ(block.cumulative_lost, 1);
  EXPECT_EQ(block.last_sender_report, 0u) << "the report was of the other source";
  EXPECT_EQ(stream.stats().lost, 3);
  EXPECT_EQ(stream.stats().packets, 5u);
}

/// RFC 3550 A.8 by hand: transit differences of 80 ticks each, J += (80 - J) / 16.
TEST(ReceiveStream, ComputesInterarrivalJitterAsTheRfc) {
  ReceiveStream stream(8000);
  double jitter = 0;
  for (int i = 0; i < 400; ++i) {
    stream.OnPacket(Packet(i, static_cast<std::uint32_t>(i * 160)), kStart + Milliseconds(i * 20 + i % 2 * 10));
    if (i > 0) jitter += (80 - jitter) / 16;
  }
  EXPECT_NEAR(stream.stats().jitter_ms, jitter / 8, 0.1);
  EXPECT_NEAR(stream.MakeReportBlock(kStart).jitter, jitter, 1.0);
}

TEST(ReceiveStream, JitterSurvivesTimestampWrapJumpAndSharedTimestamps) {
  ReceiveStream stream(8000);
  int sequence = 0;
  Instant arrival = kStart;
  const auto feed = [&](std::uint32_t timestamp) {
    stream.OnPacket(Packet(sequence++, timestamp), arrival);
    arrival += Milliseconds(20);
  };
  for (std::uint32_t i = 0; i < 20; ++i) feed(0xFFFFFA00 + i * 160);   // wraps
  for (std::uint32_t i = 0; i < 20; ++i) feed(0x40000000 + i * 160);   // another time line
  for (std::uint32_t i = 0; i < 10; ++i) feed(0x40000000 + 20 * 160);  // a key press
  for (std::uint32_t i = 0; i < 10; ++i) feed(0x40000000 + (30 + i) * 160);
  EXPECT_LT(stream.stats().jitter_ms, 0.2);
}

TEST(ReceiveStream, SpeaksOfTheLastSenderReport) {
  ReceiveStream stream(8000);
  stream.OnPacket(Packet(1), kStart);
  EXPECT_EQ(stream.MakeReportBlock(kStart).delay_since_last_sender_report, 0u);
  stream.OnSenderReport(0xB7052000, kStart + Milliseconds(1000));
  const ReportBlock block = stream.MakeReportBlock(kStart + Milliseconds(6250));
  EXPECT_EQ(block.last_sender_report, 0xB7052000u);
  EXPECT_EQ(block.delay_since_last_sender_report, 0x00054000u);  // 5.25 s, as in RFC 3550 figure 2
}

TEST(ReceiveStream, JitterIsRightAfterAYearOfUptime) {
  ReceiveStream stream(48'000);
  const Instant late = Instant{} + std::chrono::hours(24 * 365);
  for (int i = 0; i < 100; ++i)
    stream.OnPacket(Packet(i, static_cast<std::uint32_t>(i * 960)), late + Milliseconds(i * 20));
  EXPECT_LT(stream.stats().jitter_ms, 0.1);
}

}  // namespace
}  // namespace ossicle::rtp
