#include "rtp/rtp_packet.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace ossicle::rtp {
namespace {

using Datagram = std::vector<std::uint8_t>;

/// V=2, PT 0, marker, sequence 0x1234, timestamp 0x01020304, SSRC 0xDEADBEEF, payload FF FE.
const Datagram kPlain = {0x80, 0x80, 0x12, 0x34, 0x01, 0x02, 0x03, 0x04, 0xDE, 0xAD, 0xBE, 0xEF, 0xFF, 0xFE};

Datagram WithFirstByte(std::uint8_t first, const Datagram& tail) {
  Datagram datagram(kPlain.begin(), kPlain.begin() + 12);
  datagram[0] = first;
  datagram.insert(datagram.end(), tail.begin(), tail.end());
  return datagram;
}

Datagram PayloadOf(const Datagram& datagram) {
  const auto packet = ParseRtp(datagram);
  EXPECT_TRUE(packet.ok()) << packet.status().message();
  return packet.ok() ? Datagram(packet.value().payload.begin(), packet.value().payload.end()) : Datagram{0xEE};
}

TEST(RtpPacket, ReadsTheFixedHeader) {
  const auto packet = ParseRtp(kPlain);
  ASSERT_TRUE(packet.ok());
  EXPECT_TRUE(packet.value().marker);
  EXPECT_EQ(Raw(packet.value().payload_type), 0);
  EXPECT_EQ(packet.value().sequence_number, 0x1234);
  EXPECT_EQ(packet.value().timestamp, 0x01020304u);
  EXPECT_EQ(Raw(packet.value().ssrc), 0xDEADBEEFu);
  EXPECT_EQ(PayloadOf(kPlain), (Datagram{0xFF, 0xFE}));
}

TEST(RtpPacket, AcceptsAnEmptyPayload) { EXPECT_EQ(PayloadOf(WithFirstByte(0x80, {})), Datagram{}); }

TEST(RtpPacket, SkipsContributingSources) {
  EXPECT_EQ(PayloadOf(WithFirstByte(0x82, {0, 0, 0, 1, 0, 0, 0, 2, 0xAA})), Datagram{0xAA});
}

TEST(RtpPacket, SkipsTheExtensionAfterTheContributingSources) {
  // RFC 8285 one-byte form: 0xBEDE, one word.
  EXPECT_EQ(PayloadOf(WithFirstByte(0x91, {0, 0, 0, 1, 0xBE, 0xDE, 0, 1, 0x10, 0x7F, 0, 0, 0xAA})), Datagram{0xAA});
  EXPECT_EQ(PayloadOf(WithFirstByte(0x90, {0xBE, 0xDE, 0, 0, 0xAA})), Datagram{0xAA});
}

TEST(RtpPacket, RemovesPadding) {
  EXPECT_EQ(PayloadOf(WithFirstByte(0xA0, {0xAA, 0xBB, 0, 0, 3})), (Datagram{0xAA, 0xBB}));
  EXPECT_EQ(PayloadOf(WithFirstByte(0xA0, {0, 2})), Datagram{});
}

TEST(RtpPacket, RejectsWhatDoesNotFit) {
  for (std::size_t size = 0; size < 12; ++size) EXPECT_FALSE(ParseRtp(Bytes(kPlain).first(size)).ok()) << size;
  const std::vector<Datagram> malformed = {
      WithFirstByte(0x00, {0xAA}),                 // version 0
      WithFirstByte(0x40, {0xAA}),                 // version 1
      WithFirstByte(0xC0, {0xAA}),                 // version 3
      WithFirstByte(0x82, {0, 0, 0, 1, 0, 0, 0}),  // one byte of a CSRC short
      WithFirstByte(0x90, {0xBE, 0xDE, 0}),        // half an extension header
      WithFirstByte(0x90, {0xBE, 0xDE, 0, 2, 0, 0, 0, 0}),
      WithFirstByte(0x90, {0xBE, 0xDE, 0xFF, 0xFF}),
      WithFirstByte(0xA0, {}),         // padding without a byte
      WithFirstByte(0xA0, {0xAA, 0}),  // padding of zero
      WithFirstByte(0xA0, {0xAA, 3}),  // padding beyond the payload
  };
  for (std::size_t i = 0; i < malformed.size(); ++i) {
    const auto packet = ParseRtp(malformed[i]);
    ASSERT_FALSE(packet.ok()) << i;
    EXPECT_EQ(packet.status().code(), StatusCode::kMalformed);
  }
}

TEST(RtpPacket, WritesTheBytesItReads) {
  std::array<std::uint8_t, 14> out{};
  ASSERT_EQ(WriteRtp(ParseRtp(kPlain).value(), out), kPlain.size());
  EXPECT_TRUE(std::equal(out.begin(), out.end(), kPlain.begin()));
}

TEST(RtpPacket, WritesNothingIntoTooSmallABuffer) {
  const RtpPacket packet = ParseRtp(kPlain).value();
  std::array<std::uint8_t, 14> out{};
  for (std::size_t size = 0; size < out.size(); ++size) EXPECT_EQ(WriteRtp(packet, MutableBytes(out).first(size)), 0u);
}

TEST(RtpPacket, TellsRtcpFromRtpBySecondByte) {
  const auto looks = [](std::uint8_t first, std::uint8_t second) {
    return LooksLikeRtcp(std::array<std::uint8_t, 4>{first, second, 0, 0});
  };
  EXPECT_TRUE(looks(0x80, 192));
  EXPECT_TRUE(looks(0x81, 200));
  EXPECT_TRUE(looks(0x81, 206));  // feedback
  EXPECT_TRUE(looks(0x80, 207));  // extended report
  EXPECT_TRUE(looks(0x80, 223));
  EXPECT_FALSE(looks(0x80, 191));
  EXPECT_FALSE(looks(0x80, 224));
  EXPECT_FALSE(looks(0x80, 0));
  EXPECT_FALSE(looks(0x80, 0x80 | 111));  // Opus with marker
  EXPECT_FALSE(looks(0x00, 200));
  EXPECT_FALSE(LooksLikeRtcp(std::array<std::uint8_t, 1>{0x80}));
  EXPECT_FALSE(LooksLikeRtcp({}));
}

TEST(RtpPacket, TellsStunByFirstByte) {
  for (int first = 0; first < 256; ++first)
    EXPECT_EQ(LooksLikeStun(std::array<std::uint8_t, 1>{static_cast<std::uint8_t>(first)}), first <= 3) << first;
  EXPECT_FALSE(LooksLikeStun({}));
}

}  // namespace
}  // namespace ossicle::rtp
