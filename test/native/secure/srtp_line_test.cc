// What a sender protects a receiver of the same key gets back, and nothing else.
#include <gtest/gtest.h>

#include "core/random.h"
#include "secure/srtp_packets.h"

namespace ossicle::secure {
namespace {

using SrtpLineTest = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, SrtpLineTest, AllSuites(), SuiteName);

ByteVector Opened(SrtpReceiver& receiver, ByteVector datagram) {
  const SrtpOpened opened = receiver.Unprotect(datagram);
  EXPECT_EQ(opened.verdict, SrtpVerdict::kAccepted);
  datagram.resize(opened.size);
  return datagram;
}

SrtpVerdict VerdictOf(SrtpReceiver& receiver, ByteVector datagram) {
  const ByteVector before = datagram;
  const SrtpVerdict verdict = receiver.Unprotect(datagram).verdict;
  if (verdict != SrtpVerdict::kAccepted) {
    EXPECT_EQ(datagram, before);
  }
  return verdict;
}

TEST_P(SrtpLineTest, BringsEveryLengthUnchanged) {
  SrtpLine line(KeyOf(GetParam()));
  std::uint16_t sequence = 0;
  for (std::size_t payload = 0; payload <= 1400; payload += payload < 64 ? 1 : 97) {
    const ByteVector plain = Rtp(sequence++, kSpeaker, payload);
    const ByteVector sent = Protected(*line.sender, plain);
    ASSERT_EQ(sent.size(), plain.size() + Describe(GetParam()).rtp_tag_bytes);
    EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 12, sent.begin()));
    if (payload > 16) {
      EXPECT_FALSE(std::equal(plain.begin() + 12, plain.end(), sent.begin() + 12));
    }
    EXPECT_EQ(Opened(*line.receiver, sent), plain);
  }
}

TEST_P(SrtpLineTest, LeavesContributorsAndExtensionReadable) {
  SrtpLine line(KeyOf(GetParam()));
  // Two CSRCs and an extension of one word.
  const ByteVector plain = FromHex("9280 0001 00000000 cafebabe 11111111 22222222 bede0001 10ff0000 aabbccddeeff");
  const ByteVector sent = Protected(*line.sender, plain);
  EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 28, sent.begin()));
  EXPECT_EQ(Opened(*line.receiver, sent), plain);
}

TEST_P(SrtpLineTest, SurvivesWrapLossAndReordering) {
  SrtpLine line(KeyOf(GetParam()));
  Random random(3);
  std::vector<std::pair<ByteVector, ByteVector>> waiting;  // plain and protected
  std::uint16_t sequence = 65'000;
  int accepted = 0;
  for (int i = 0; i < 140'000; ++i, ++sequence) {
    const ByteVector plain = Rtp(sequence, kSpeaker, 4);
    ByteVector sent = Protected(*line.sender, plain);
    ASSERT_FALSE(sent.empty());
    if (random.Uniform() < 0.05) continue;  // lost
    waiting.emplace_back(plain, std::move(sent));
    if (waiting.size() < 20) continue;
    // At random, but none waits for longer than the replay window.
    const std::uint16_t longest =
        static_cast<std::uint16_t>(sequence - ByteReader(Bytes(waiting[0].first).subspan(2)).U16());
    const std::size_t next = longest > 100 ? 0 : random.U32() % waiting.size();
    ASSERT_EQ(Opened(*line.receiver, waiting[next].second), waiting[next].first) << "packet " << i;
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(next));
    ++accepted;
  }
  EXPECT_GT(accepted, 130'000);
}

TEST_P(SrtpLineTest, TakesNothingTwice) {
  SrtpLine line(KeyOf(GetParam()));
  std::vector<ByteVector> sent;
  for (std::uint16_t i = 0; i < 300; ++i) sent.push_back(Protected(*line.sender, Rtp(i)));
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (i != 200) Opened(*line.receiver, sent[i]);
  for (std::size_t i = 0; i < sent.size(); ++i)
    EXPECT_EQ(VerdictOf(*line.receiver, sent[i]), i == 200 ? SrtpVerdict::kAccepted : SrtpVerdict::kReplayed) << i;
}

TEST_P(SrtpLineTest, RefusesEveryFlippedBitAndStaysAsItWas) {
  SrtpLine line(KeyOf(GetParam()));
  Opened(*line.receiver, Protected(*line.sender, Rtp(1)));
  const ByteVector plain = Rtp(2, kSpeaker, 40);
  const ByteVector sent = Protected(*line.sender, plain);
  for (std::size_t bit = 0; bit < 8 * sent.size(); ++bit) {
    ByteVector forged = sent;
    forged[bit / 8] = static_cast<std::uint8_t>(forged[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(VerdictOf(*line.receiver, forged), SrtpVerdict::kAccepted) << bit;
  }
  // Neither the window nor the rollover counter moved, whatever sequence number a forgery named.
  EXPECT_EQ(Opened(*line.receiver, sent), plain);
}

TEST_P(SrtpLineTest, RefusesEveryTruncationAndNoise) {
  SrtpLine line(KeyOf(GetParam()));
  const ByteVector sent = Protected(*line.sender, Rtp(1));
  for (std::size_t size = 0; size < sent.size(); ++size)
    EXPECT_NE(VerdictOf(*line.receiver, {sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(size)}),
              SrtpVerdict::kAccepted);
  Random random(5);
  for (int i = 0; i < 5000; ++i) {
    ByteVector noise(random.U32() % 65);
    for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(random.U32());
    EXPECT_NE(VerdictOf(*line.receiver, noise), SrtpVerdict::kAccepted);
  }
  EXPECT_EQ(VerdictOf(*line.receiver, Rtp(1)), SrtpVerdict::kForged);  // never protected at all
  EXPECT_EQ(VerdictOf(*line.receiver, {}), SrtpVerdict::kMalformed);
  Opened(*line.receiver, sent);
}

TEST_P(SrtpLineTest, RefusesAnotherKey) {
  SrtpLine line(KeyOf(GetParam()));
  const auto other = SrtpReceiver::Make(KeyOf(GetParam(), 2)).value();
  EXPECT_EQ(VerdictOf(*other, Protected(*line.sender, Rtp(1))), SrtpVerdict::kForged);
}

TEST_P(SrtpLineTest, JoinsLate) {
  for (const std::int64_t rollover : {0, 1, 5, 7}) {
    SrtpLine line(KeyOf(GetParam()));
    line.sender->StartAfter(kSpeaker, rollover << 16 | 999);
    const ByteVector plain = Rtp(1000);
    EXPECT_EQ(Opened(*line.receiver, Protected(*line.sender, plain)), plain) << rollover;
    EXPECT_EQ(Opened(*line.receiver, Protected(*line.sender, Rtp(1001))), Rtp(1001)) << rollover;
  }
  SrtpLine line(KeyOf(GetParam()));
  line.sender->StartAfter(kSpeaker, std::int64_t{SrtpReceiver::kLateRollovers} << 16);
  EXPECT_EQ(VerdictOf(*line.receiver, Protected(*line.sender, Rtp(1))), SrtpVerdict::kForged);
}

TEST_P(SrtpLineTest, KnowsEightSpeakersAndForgetsTheQuietest) {
  SrtpLine line(KeyOf(GetParam()));
  const ByteVector first = Protected(*line.sender, Rtp(1, Ssrc{1}));
  Opened(*line.receiver, first);
  std::vector<std::unique_ptr<SrtpSender>> others;
  for (std::uint32_t ssrc = 2; ssrc <= 9; ++ssrc) {
    others.push_back(SrtpSender::Make(KeyOf(GetParam())).value());
    Opened(*line.receiver, Protected(*others.back(), Rtp(1, Ssrc{ssrc})));
    if (ssrc == 8) {
      EXPECT_EQ(VerdictOf(*line.receiver, first), SrtpVerdict::kReplayed);
    }
  }
  for (std::uint32_t ssrc = 2; ssrc <= 9; ++ssrc)
    EXPECT_EQ(Opened(*line.receiver, Protected(*others[ssrc - 2], Rtp(2, Ssrc{ssrc}))), Rtp(2, Ssrc{ssrc}));
}

}  // namespace
}  // namespace ossicle::secure
