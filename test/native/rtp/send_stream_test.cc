#include "rtp/send_stream.h"

#include <gtest/gtest.h>

#include <array>

#include "rtp/rtp_packet.h"

namespace ossicle::rtp {
namespace {

constexpr Instant kStart = Instant{} + Milliseconds(1'000'000);
constexpr std::array<std::uint8_t, 160> kPayload{};

class SendStreamTest : public testing::Test {
 protected:
  RtpPacket Send(std::uint32_t advance, Instant now, bool marker = false) {
    const std::size_t size = stream_.Packetize({kPayload, PayloadType{8}, marker}, advance, now, out_);
    EXPECT_EQ(size, 172u);
    return ParseRtp(Bytes(out_).first(size)).value();
  }

  Random random_{42};
  SendStream stream_{random_, 8000};
  std::array<std::uint8_t, 1500> out_{};
};

TEST_F(SendStreamTest, NumbersPacketsAndMovesTime) {
  const std::uint16_t first_sequence = stream_.next_sequence_number();
  const std::uint32_t first_timestamp = stream_.next_timestamp();
  for (std::uint32_t i = 0; i < 70'000; ++i) {  // across the wrap
    const RtpPacket packet = Send(160, kStart + Milliseconds(20) * i, i == 0);
    ASSERT_EQ(packet.sequence_number, static_cast<std::uint16_t>(first_sequence + i));
    ASSERT_EQ(packet.timestamp, first_timestamp + i * 160);
    ASSERT_EQ(packet.ssrc, stream_.ssrc());
    ASSERT_EQ(packet.marker, i == 0);
    ASSERT_EQ(Raw(packet.payload_type), 8);
  }
  EXPECT_EQ(stream_.packets(), 70'000u);
  EXPECT_EQ(stream_.bytes(), 70'000u * 160);
}

TEST_F(SendStreamTest, StartsAtRandom) {
  SendStream other(random_, 8000);
  EXPECT_NE(other.ssrc(), stream_.ssrc());
  EXPECT_NE(other.next_timestamp(), stream_.next_timestamp());
}

TEST_F(SendStreamTest, AnExplicitTimestampLeavesTheClockAlone) {
  const std::uint32_t timestamp = stream_.next_timestamp();
  ASSERT_GT(stream_.PacketizeAt({kPayload, PayloadType{101}, true}, 77, kStart, out_), 0u);
  EXPECT_EQ(stream_.next_timestamp(), timestamp);
  stream_.SkipTime(160);
  EXPECT_EQ(Send(160, kStart).timestamp, timestamp + 160);
}

TEST_F(SendStreamTest, TooSmallABufferCountsNothingButTimePasses) {
  const std::uint32_t timestamp = stream_.next_timestamp();
  EXPECT_EQ(stream_.Packetize({kPayload, PayloadType{0}, false}, 160, kStart, MutableBytes(out_).first(171)), 0u);
  EXPECT_EQ(stream_.packets(), 0u);
  EXPECT_EQ(stream_.next_timestamp(), timestamp + 160);
}

TEST_F(SendStreamTest, SenderInfoExtrapolatesTheRtpClock) {
  const std::uint32_t timestamp = stream_.next_timestamp();
  Send(160, kStart);
  Send(160, kStart + Milliseconds(20));
  const SenderInfo info = stream_.MakeSenderInfo(kStart + Milliseconds(1020), NtpTime{0x0123456789ABCDEF});
  EXPECT_EQ(info.rtp_timestamp, timestamp + 160 + 8000);
  EXPECT_EQ(info.packet_count, 2u);
  EXPECT_EQ(info.octet_count, 320u);
  EXPECT_EQ(info.ntp_time.value, 0x0123456789ABCDEFu);
}

/// RFC 3550 section 6.4.1, figure 2: A 0xb710:8000, LSR 0xb705:2000, DLSR 5.25 s give a round trip of 6.125 s.
TEST_F(SendStreamTest, MeasuresTheRoundTripOfTheRfc) {
  ReportBlock block{.ssrc = stream_.ssrc(), .last_sender_report = 0xB7052000};
  block.delay_since_last_sender_report = 0x00054000;
  stream_.OnReportBlock(block, NtpTime{std::uint64_t{0xB7108000} << 16});
  ASSERT_TRUE(stream_.round_trip());
  EXPECT_EQ(*stream_.round_trip(), Milliseconds(6125));
}

TEST_F(SendStreamTest, RemembersWhatTheFarEndReports) {
  stream_.OnReportBlock({.ssrc = Ssrc{Raw(stream_.ssrc()) + 1}, .fraction_lost = 99}, {});
  EXPECT_FALSE(stream_.has_remote_report());
  stream_.OnReportBlock({.ssrc = stream_.ssrc(), .fraction_lost = 64, .cumulative_lost = 12, .jitter = 160}, {});
  EXPECT_TRUE(stream_.has_remote_report());
  EXPECT_DOUBLE_EQ(stream_.remote_loss_ratio(), 0.25);
  EXPECT_EQ(stream_.remote_cumulative_lost(), 12);
  EXPECT_DOUBLE_EQ(stream_.remote_jitter_ms(), 20);
  EXPECT_FALSE(stream_.round_trip()) << "the far end had no sender report yet";
}

TEST_F(SendStreamTest, DisagreeingClocksGiveNoNonsense) {
  ReportBlock block{.ssrc = stream_.ssrc(), .last_sender_report = 0x00010000};
  block.delay_since_last_sender_report = 0x00000010;
  stream_.OnReportBlock(block, NtpTime{std::uint64_t{0x00010000} << 16});
  EXPECT_EQ(stream_.round_trip(), Duration::zero()) << "a little below zero is rounding";
  SendStream other(random_, 8000);
  block.ssrc = other.ssrc();
  block.delay_since_last_sender_report = 0x7FFFFFFF;
  other.OnReportBlock(block, NtpTime{std::uint64_t{0x00010000} << 16});
  EXPECT_FALSE(other.round_trip());
}

}  // namespace
}  // namespace ossicle::rtp
