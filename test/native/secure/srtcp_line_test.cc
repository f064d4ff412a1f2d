// SRTCP between a sender and a receiver of the same key.
#include <gtest/gtest.h>

#include "secure/srtp_packets.h"

namespace ossicle::secure {
namespace {

using SrtcpLineTest = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, SrtcpLineTest, AllSuites(), SuiteName);

SrtpVerdict VerdictOf(SrtpReceiver& receiver, ByteVector datagram) {
  const ByteVector before = datagram;
  const SrtpVerdict verdict = receiver.UnprotectRtcp(datagram).verdict;
  if (verdict != SrtpVerdict::kAccepted) {
    EXPECT_EQ(datagram, before);
  }
  return verdict;
}

TEST_P(SrtcpLineTest, BringsReportsUnchanged) {
  SrtpLine line(KeyOf(GetParam()));
  for (std::uint32_t i = 0; i < 300; ++i) {
    const ByteVector plain = ReceiverReport();
    ByteVector sent = ProtectedRtcp(*line.sender, plain);
    ASSERT_EQ(sent.size(), plain.size() + 4 + Describe(GetParam()).rtcp_tag_bytes);
    EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 8, sent.begin()));
    EXPECT_FALSE(std::equal(plain.begin() + 8, plain.end(), sent.begin() + 8));
    const SrtpOpened opened = line.receiver->UnprotectRtcp(sent);
    ASSERT_EQ(opened.verdict, SrtpVerdict::kAccepted);
    sent.resize(opened.size);
    EXPECT_EQ(sent, plain);
  }
}

TEST_P(SrtcpLineTest, SetsTheEncryptedBitAndCounts) {
  SrtpLine line(KeyOf(GetParam()));
  for (std::uint8_t i = 0; i < 3; ++i) {
    const ByteVector sent = ProtectedRtcp(*line.sender, ReceiverReport());
    const std::size_t at = sent.size() - (Describe(GetParam()).aead ? 4 : 14);
    EXPECT_EQ(ByteReader(Bytes(sent).subspan(at)).U32(), 0x80000000u + i);
  }
}

TEST_P(SrtcpLineTest, TakesNothingTwiceAndNothingForged) {
  SrtpLine line(KeyOf(GetParam()));
  std::vector<ByteVector> sent;
  for (int i = 0; i < 200; ++i) sent.push_back(ProtectedRtcp(*line.sender, ReceiverReport()));
  for (std::size_t bit = 0; bit < 8 * sent[0].size(); ++bit) {
    ByteVector forged = sent[0];
    forged[bit / 8] = static_cast<std::uint8_t>(forged[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(VerdictOf(*line.receiver, forged), SrtpVerdict::kAccepted) << bit;
  }
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (i != 100) {
      EXPECT_EQ(VerdictOf(*line.receiver, sent[i]), SrtpVerdict::kAccepted);
    }
  for (std::size_t i = 0; i < sent.size(); ++i)
    EXPECT_EQ(VerdictOf(*line.receiver, sent[i]), i == 100 ? SrtpVerdict::kAccepted : SrtpVerdict::kReplayed) << i;
}

TEST_P(SrtcpLineTest, RefusesEveryTruncation) {
  SrtpLine line(KeyOf(GetParam()));
  const ByteVector sent = ProtectedRtcp(*line.sender, ReceiverReport());
  for (std::size_t size = 0; size < sent.size(); ++size)
    EXPECT_NE(VerdictOf(*line.receiver, {sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(size)}),
              SrtpVerdict::kAccepted);
  EXPECT_EQ(VerdictOf(*line.receiver, ReceiverReport()), SrtpVerdict::kForged);
  EXPECT_EQ(VerdictOf(*line.receiver, sent), SrtpVerdict::kAccepted);
}

/// A sender may only authenticate (E bit of zero); written here by the cipher alone.
TEST_P(SrtcpLineTest, TakesReportsThatAreOnlyAuthenticated) {
  const SrtpMasterKey key = KeyOf(GetParam());
  SrtpLine line(key);
  const auto cipher = SrtpCipher::Make(key, SrtpKind::kRtcp);
  const ByteVector plain = ReceiverReport();
  ByteVector packet = plain, tag(cipher->tag_bytes());
  cipher->Seal({kSpeaker, 7}, {packet, packet.size(), 7}, tag.data());
  const ByteVector index = FromHex("00000007");
  const bool tag_first = Describe(GetParam()).aead;
  for (const ByteVector& part : {tag_first ? tag : index, tag_first ? index : tag})
    packet.insert(packet.end(), part.begin(), part.end());
  EXPECT_EQ(VerdictOf(*line.receiver, packet), SrtpVerdict::kAccepted);
  EXPECT_EQ(VerdictOf(*line.receiver, packet), SrtpVerdict::kReplayed);
}

}  // namespace
}  // namespace ossicle::secure
