#include "secure/srtp_sender.h"

#include <gtest/gtest.h>

#include "secure/srtp_packets.h"

namespace ossicle::secure {
namespace {

using SrtpSenderTest = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, SrtpSenderTest, AllSuites(), SuiteName);

StatusCode CodeOf(SrtpSender& sender, ByteVector packet, std::size_t room = kMaxSrtpGrowth) {
  const std::size_t size = packet.size();
  packet.resize(size + room);
  return sender.Protect(packet, size).status().code();
}

TEST_P(SrtpSenderTest, NeverEncryptsTwiceAtOnePosition) {
  const auto sender = SrtpSender::Make(KeyOf(GetParam())).value();
  EXPECT_EQ(CodeOf(*sender, Rtp(500)), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*sender, Rtp(500)), StatusCode::kState);
  EXPECT_EQ(CodeOf(*sender, Rtp(499)), StatusCode::kOk);  // reordered before us
  EXPECT_EQ(CodeOf(*sender, Rtp(499)), StatusCode::kState);
  EXPECT_EQ(CodeOf(*sender, Rtp(60'000)), StatusCode::kState);  // before the first
  EXPECT_EQ(CodeOf(*sender, Rtp(500, Ssrc{1})), StatusCode::kOk);
}

TEST_P(SrtpSenderTest, RefusesToForgetAStream) {
  const auto sender = SrtpSender::Make(KeyOf(GetParam())).value();
  for (std::uint32_t ssrc = 1; ssrc <= SrtpStreams::kMaxStreams; ++ssrc)
    EXPECT_EQ(CodeOf(*sender, Rtp(1, Ssrc{ssrc})), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*sender, Rtp(1, Ssrc{99})), StatusCode::kFull);
  EXPECT_EQ(CodeOf(*sender, Rtp(2, Ssrc{1})), StatusCode::kOk);
}

TEST_P(SrtpSenderTest, NeedsRoomAndPackets) {
  const auto sender = SrtpSender::Make(KeyOf(GetParam())).value();
  const std::size_t tag = Describe(GetParam()).rtp_tag_bytes;
  EXPECT_EQ(CodeOf(*sender, Rtp(1), tag - 1), StatusCode::kFull);
  EXPECT_EQ(CodeOf(*sender, Rtp(1), 0), StatusCode::kFull);
  EXPECT_EQ(CodeOf(*sender, Rtp(1), tag), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*sender, {}), StatusCode::kMalformed);
  EXPECT_EQ(CodeOf(*sender, FromHex("8f000002 00000000 cafebabe 00000000")), StatusCode::kMalformed);
  EXPECT_EQ(CodeOf(*sender, FromHex("90000002 00000000 cafebabe bede0001")), StatusCode::kMalformed);
  EXPECT_EQ(CodeOf(*sender, FromHex("40000002 00000000 cafebabe")), StatusCode::kMalformed);
  ByteVector report = ReceiverReport();
  const std::size_t size = report.size();
  EXPECT_EQ(sender->ProtectRtcp(report, size).status().code(), StatusCode::kFull);
  report.resize(7 + kMaxSrtcpGrowth);
  EXPECT_EQ(sender->ProtectRtcp(report, 7).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(sender->ProtectRtcp(report, report.size() + 1).status().code(), StatusCode::kFull);
}

TEST_P(SrtpSenderTest, EndsWithTheKeysLifetime) {
  const auto counted = SrtpSender::Make(KeyOf(GetParam()), {.rtp_packets = 2, .rtcp_packets = 1}).value();
  EXPECT_EQ(CodeOf(*counted, Rtp(1)), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*counted, Rtp(1, Ssrc{2})), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*counted, Rtp(2)), StatusCode::kState);
  EXPECT_FALSE(ProtectedRtcp(*counted, ReceiverReport()).empty());
  EXPECT_TRUE(ProtectedRtcp(*counted, ReceiverReport(Ssrc{2})).empty());
}

TEST_P(SrtpSenderTest, EndsWithTheLastPosition) {
  const auto sender = SrtpSender::Make(KeyOf(GetParam())).value();
  sender->StartAfter(kSpeaker, (std::int64_t{1} << 48) - 2);
  EXPECT_EQ(CodeOf(*sender, Rtp(65'535)), StatusCode::kOk);
  EXPECT_EQ(CodeOf(*sender, Rtp(0)), StatusCode::kState);
  sender->StartRtcpAfter(kSpeaker, (std::int64_t{1} << 31) - 2);
  EXPECT_FALSE(ProtectedRtcp(*sender, ReceiverReport()).empty());
  EXPECT_TRUE(ProtectedRtcp(*sender, ReceiverReport()).empty());
}

TEST(SrtpMasterKey, HasTheSizeOfItsSuite) {
  for (const SrtpSuiteDescription& suite : SrtpSuites()) {
    for (std::size_t size = 0; size < 64; ++size)
      EXPECT_EQ(SrtpMasterKey::From(suite.suite, ByteVector(size)).has_value(), size == suite.master_bytes());
    EXPECT_EQ(FindSrtpSuite(suite.name), suite.suite);
  }
  EXPECT_EQ(FindSrtpSuite("F8_128_HMAC_SHA1_80"), std::nullopt);
  EXPECT_EQ(FindSrtpSuite(""), std::nullopt);
}

TEST(SecretBytes, AreGoneWhenTheyGo) {
  alignas(SecretBytes<16>) std::uint8_t place[sizeof(SecretBytes<16>)] = {};
  auto* secret = new (place) SecretBytes<16>(FromHex("0102030405060708090a0b0c0d0e0f10"));
  EXPECT_EQ(secret->view()[15], 16);
  secret->~SecretBytes();
  const volatile std::uint8_t* left = place;
  for (int i = 0; i < 16; ++i) EXPECT_EQ(left[i], 0) << i;
}

}  // namespace
}  // namespace ossicle::secure
