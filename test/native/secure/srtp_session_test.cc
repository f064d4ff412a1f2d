#include "secure/srtp_session.h"

#include <gtest/gtest.h>

#include "secure/srtp_packets.h"

namespace ossicle::secure {
namespace {

using SrtpSessionTest = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, SrtpSessionTest, AllSuites(), SuiteName);

constexpr Instant kStart{std::chrono::hours(1)};

std::unique_ptr<SrtpSession> SessionOf(const SrtpMasterKey& send, const std::optional<SrtpMasterKey>& receive) {
  return SrtpSession::Make(send, receive).value();
}

bool Takes(SrtpSession& session, ByteVector datagram, Instant now) { return !session.Unprotect(datagram, now).empty(); }

bool TakesRtcp(SrtpSession& session, ByteVector datagram, Instant now) {
  return !session.UnprotectRtcp(datagram, now).empty();
}

ByteVector SentBy(SrtpSession& session, std::uint16_t sequence) {
  ByteVector packet = Rtp(sequence);
  const std::size_t size = packet.size();
  packet.resize(size + kMaxSrtpGrowth);
  packet.resize(session.Protect(packet, size).value());
  return packet;
}

/// Our session, and a peer whose first key is `a` and whose second is `b`.
struct Rekeying {
  explicit Rekeying(SrtpSuite suite)
      : ours(KeyOf(suite, 1)),
        a(KeyOf(suite, 2)),
        b(KeyOf(suite, 3)),
        session(SessionOf(ours, a)),
        old_key(SrtpSender::Make(a).value()),
        new_key(SrtpSender::Make(b).value()) {}

  void Rekey(Instant now) { session->Renew(*SessionOf(ours, b), now); }

  SrtpMasterKey ours, a, b;
  std::unique_ptr<SrtpSession> session;
  std::unique_ptr<SrtpSender> old_key, new_key;
};

TEST_P(SrtpSessionTest, TakesTheOldKeyUntilTheFirstPacketUnderTheNewOne) {
  Rekeying peer(GetParam());
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(1)), kStart));
  EXPECT_FALSE(Takes(*peer.session, Protected(*peer.new_key, Rtp(1)), kStart));
  peer.Rekey(kStart);
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(2)), kStart + Milliseconds(4999)));
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.new_key, Rtp(3)), kStart + Milliseconds(4999)));
  EXPECT_FALSE(Takes(*peer.session, Protected(*peer.old_key, Rtp(4)), kStart + Milliseconds(4999)));
  // SRTCP follows for itself.
  EXPECT_TRUE(TakesRtcp(*peer.session, ProtectedRtcp(*peer.old_key, ReceiverReport()), kStart + Milliseconds(4999)));
  EXPECT_TRUE(peer.session->overlapping());
  EXPECT_TRUE(TakesRtcp(*peer.session, ProtectedRtcp(*peer.new_key, ReceiverReport()), kStart + Milliseconds(4999)));
  EXPECT_FALSE(peer.session->overlapping());
  EXPECT_FALSE(TakesRtcp(*peer.session, ProtectedRtcp(*peer.old_key, ReceiverReport()), kStart + Milliseconds(4999)));
  EXPECT_EQ(peer.session->errors().total(), 3u);
}

TEST_P(SrtpSessionTest, DropsTheOldKeyAfterFiveSeconds) {
  Rekeying peer(GetParam());
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(1)), kStart));
  peer.Rekey(kStart);
  EXPECT_FALSE(Takes(*peer.session, Protected(*peer.old_key, Rtp(2)), kStart + Milliseconds(5000)));
  EXPECT_FALSE(peer.session->overlapping());
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.new_key, Rtp(3)), kStart + Milliseconds(5001)));
}

TEST_P(SrtpSessionTest, StillKnowsReplaysUnderTheOldKey) {
  Rekeying peer(GetParam());
  const ByteVector first = Protected(*peer.old_key, Rtp(1));
  EXPECT_TRUE(Takes(*peer.session, first, kStart));
  peer.Rekey(kStart);
  EXPECT_FALSE(Takes(*peer.session, first, kStart));
  EXPECT_EQ(peer.session->errors().replayed, 1u);
}

TEST_P(SrtpSessionTest, FollowsTheRolloverCounterThroughANewKeyWhetherKeptOrReset) {
  for (const bool kept : {true, false}) {
    Rekeying peer(GetParam());
    peer.old_key->StartAfter(kSpeaker, 6 << 16 | 65'533);
    EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(65'534)), kStart));
    for (std::int64_t at = (6 << 16) + 65'535; at < 20 << 16; at += 30'000)
      EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(static_cast<std::uint16_t>(at))), kStart));
    peer.Rekey(kStart);
    if (kept) peer.new_key->Continue(*peer.old_key);
    EXPECT_TRUE(Takes(*peer.session, Protected(*peer.new_key, Rtp(100)), kStart)) << kept;
    EXPECT_TRUE(Takes(*peer.session, Protected(*peer.new_key, Rtp(101)), kStart)) << kept;
  }
}

TEST_P(SrtpSessionTest, SendsUnderANewKeyAtOnceAndKeepsItsRolloverCounter) {
  const SrtpMasterKey first = KeyOf(GetParam(), 1), second = KeyOf(GetParam(), 2);
  const auto session = SessionOf(first, {});
  const auto receiver = SrtpReceiver::Make(first).value(), renewed = SrtpReceiver::Make(second).value();
  ByteVector packet;
  for (const std::uint16_t sequence : {65'534, 65'535, 0, 1}) {
    packet = SentBy(*session, sequence);
    EXPECT_EQ(receiver->Unprotect(packet).verdict, SrtpVerdict::kAccepted);
  }
  session->Renew(*SessionOf(second, {}), kStart);
  packet = SentBy(*session, 2);
  ByteVector copy = packet;
  EXPECT_EQ(receiver->Unprotect(copy).verdict, SrtpVerdict::kForged);
  EXPECT_EQ(renewed->Unprotect(packet).verdict, SrtpVerdict::kAccepted);
  // Only with a counter of 1: not under the position that a counter of 0 would give.
  const auto cipher = SrtpCipher::Make(second, SrtpKind::kRtp);
  packet = SentBy(*session, 3);
  const std::size_t size = packet.size() - cipher->tag_bytes();
  EXPECT_FALSE(cipher->Open({kSpeaker, 3}, {MutableBytes(packet).first(size), 12, 0}, packet.data() + size));
  EXPECT_TRUE(cipher->Open({kSpeaker, 1 << 16 | 3}, {MutableBytes(packet).first(size), 12, 1}, packet.data() + size));
}

TEST_P(SrtpSessionTest, GoesOnWhereNothingChanged) {
  Rekeying peer(GetParam());
  const ByteVector first = Protected(*peer.old_key, Rtp(1));
  EXPECT_TRUE(Takes(*peer.session, first, kStart));
  const ByteVector sent = SentBy(*peer.session, 9);
  peer.session->Renew(*SessionOf(peer.ours, peer.a), kStart);
  EXPECT_FALSE(peer.session->overlapping());
  EXPECT_FALSE(Takes(*peer.session, first, kStart));
  ByteVector again = Rtp(9);
  const std::size_t size = again.size();
  again.resize(size + kMaxSrtpGrowth);
  EXPECT_EQ(peer.session->Protect(again, size).status().code(), StatusCode::kState);
  // A renewal that does not know the peer's key takes nothing away.
  peer.session->Renew(*SessionOf(KeyOf(GetParam(), 5), {}), kStart);
  EXPECT_TRUE(Takes(*peer.session, Protected(*peer.old_key, Rtp(2)), kStart));
}

TEST_P(SrtpSessionTest, TakesNothingBeforeItKnowsThePeersKey) {
  const auto session = SessionOf(KeyOf(GetParam(), 1), {});
  const auto peer = SrtpSender::Make(KeyOf(GetParam(), 2)).value();
  EXPECT_FALSE(Takes(*session, Protected(*peer, Rtp(1)), kStart));
  EXPECT_EQ(session->errors().total(), 0u);
  session->Renew(*SessionOf(KeyOf(GetParam(), 1), KeyOf(GetParam(), 2)), kStart);
  EXPECT_FALSE(session->overlapping());
  EXPECT_TRUE(Takes(*session, Protected(*peer, Rtp(2)), kStart));
}

TEST(SrtpSession, ChangesItsSuite) {
  const auto session = SessionOf(KeyOf(SrtpSuite::kAesCm128HmacSha1_80, 1), KeyOf(SrtpSuite::kAesCm128HmacSha1_80, 2));
  const auto old_peer = SrtpSender::Make(KeyOf(SrtpSuite::kAesCm128HmacSha1_80, 2)).value();
  const auto new_peer = SrtpSender::Make(KeyOf(SrtpSuite::kAeadAes256Gcm, 2)).value();
  EXPECT_TRUE(Takes(*session, Protected(*old_peer, Rtp(1)), kStart));
  session->Renew(*SessionOf(KeyOf(SrtpSuite::kAeadAes256Gcm, 1), KeyOf(SrtpSuite::kAeadAes256Gcm, 2)), kStart);
  EXPECT_TRUE(Takes(*session, Protected(*old_peer, Rtp(2)), kStart));
  EXPECT_TRUE(Takes(*session, Protected(*new_peer, Rtp(3)), kStart));
  ByteVector sent = SentBy(*session, 1);
  EXPECT_EQ(SrtpReceiver::Make(KeyOf(SrtpSuite::kAeadAes256Gcm, 1)).value()->Unprotect(sent).verdict,
            SrtpVerdict::kAccepted);
}

}  // namespace
}  // namespace ossicle::secure
