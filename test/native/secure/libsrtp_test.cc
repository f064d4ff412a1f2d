// SRTP against Debian's libsrtp2 in both directions, where it is installed: every suite, RTP and RTCP.
#include <gtest/gtest.h>

#include "secure/srtp_packets.h"

#if OSSICLE_HAS_LIBSRTP
#include <srtp2/srtp.h>

namespace ossicle::secure {
namespace {

using LibsrtpTest = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, LibsrtpTest, AllSuites(), SuiteName);

srtp_profile_t ProfileOf(SrtpSuite suite) {
  switch (suite) {
    case SrtpSuite::kAesCm128HmacSha1_80: return srtp_profile_aes128_cm_sha1_80;
    case SrtpSuite::kAesCm128HmacSha1_32: return srtp_profile_aes128_cm_sha1_32;
    case SrtpSuite::kAeadAes128Gcm: return srtp_profile_aead_aes_128_gcm;
    case SrtpSuite::kAeadAes256Gcm: return srtp_profile_aead_aes_256_gcm;
  }
  return srtp_profile_reserved;
}

/// One direction of libsrtp under one key.
class Stranger {
 public:
  Stranger(const SrtpMasterKey& key, srtp_ssrc_type_t direction) {
    [[maybe_unused]] static const bool started = srtp_init() == srtp_err_status_ok;
    const auto append = [&](Bytes bytes) { secret_.insert(secret_.end(), bytes.begin(), bytes.end()); };
    append(key.key.view());
    append(key.salt.view());
    srtp_policy_t policy{};
    EXPECT_EQ(srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, ProfileOf(key.suite)), srtp_err_status_ok);
    EXPECT_EQ(srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, ProfileOf(key.suite)), srtp_err_status_ok);
    policy.ssrc.type = direction;
    policy.key = secret_.data();
    policy.window_size = 128;
    EXPECT_EQ(srtp_create(&session_, &policy), srtp_err_status_ok);
  }
  ~Stranger() { srtp_dealloc(session_); }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  ByteVector Protect(const ByteVector& plain) { return Apply(srtp_protect, plain); }
  ByteVector ProtectRtcp(const ByteVector& plain) { return Apply(srtp_protect_rtcp, plain); }
  ByteVector Unprotect(const ByteVector& datagram) { return Apply(srtp_unprotect, datagram); }
  ByteVector UnprotectRtcp(const ByteVector& datagram) { return Apply(srtp_unprotect_rtcp, datagram); }

 private:
  /// Empty when the library refuses.
  ByteVector Apply(srtp_err_status_t (*function)(srtp_t, void*, int*), ByteVector packet) {
    int size = static_cast<int>(packet.size());
    packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN + 4);
    const bool done = function(session_, packet.data(), &size) == srtp_err_status_ok;
    packet.resize(done ? static_cast<std::size_t>(size) : 0);
    return packet;
  }

  ByteVector secret_;
  srtp_t session_ = nullptr;
};

TEST_P(LibsrtpTest, UnderstandsWhatWeSendThroughAWrap) {
  const SrtpMasterKey key = KeyOf(GetParam());
  const auto ours = SrtpSender::Make(key).value();
  Stranger theirs(key, ssrc_any_inbound);
  std::uint16_t sequence = 65'000;
  for (int i = 0; i < 70'000; ++i, ++sequence) {
    if (i % 1000 == 7) continue;  // lost
    const ByteVector plain = Rtp(sequence, kSpeaker, static_cast<std::size_t>(i % 200));
    ASSERT_EQ(theirs.Unprotect(Protected(*ours, plain)), plain) << i;
  }
}

TEST_P(LibsrtpTest, IsUnderstoodThroughAWrap) {
  const SrtpMasterKey key = KeyOf(GetParam());
  Stranger theirs(key, ssrc_any_outbound);
  const auto ours = SrtpReceiver::Make(key).value();
  std::uint16_t sequence = 65'000;
  for (int i = 0; i < 70'000; ++i, ++sequence) {
    const ByteVector plain = Rtp(sequence, kSpeaker, static_cast<std::size_t>(i % 200));
    ByteVector sent = theirs.Protect(plain);
    ASSERT_FALSE(sent.empty());
    if (i % 1000 == 7) continue;  // lost
    const SrtpOpened opened = ours->Unprotect(sent);
    ASSERT_EQ(opened.verdict, SrtpVerdict::kAccepted) << i;
    sent.resize(opened.size);
    ASSERT_EQ(sent, plain) << i;
  }
}

TEST_P(LibsrtpTest, WritesTheSameBytes) {
  const SrtpMasterKey key = KeyOf(GetParam());
  const auto ours = SrtpSender::Make(key).value();
  Stranger theirs(key, ssrc_any_outbound);
  for (std::uint16_t i = 0; i < 300; ++i) {
    const ByteVector plain = Rtp(i, kSpeaker, i);
    ASSERT_EQ(Protected(*ours, plain), theirs.Protect(plain)) << i;
  }
  const ByteVector extended = FromHex("9280 0200 00000000 cafebabe 11111111 22222222 bede0001 10ff0000 aabbccddeeff");
  EXPECT_EQ(Protected(*ours, extended), theirs.Protect(extended));
}

TEST_P(LibsrtpTest, ExchangesReportsBothWays) {
  const SrtpMasterKey key = KeyOf(GetParam());
  const auto sender = SrtpSender::Make(key).value();
  const auto receiver = SrtpReceiver::Make(key).value();
  Stranger inbound(key, ssrc_any_inbound), outbound(key, ssrc_any_outbound);
  for (int i = 0; i < 300; ++i) {
    const ByteVector plain = ReceiverReport();
    ASSERT_EQ(inbound.UnprotectRtcp(ProtectedRtcp(*sender, plain)), plain) << i;
    ByteVector sent = outbound.ProtectRtcp(plain);
    const SrtpOpened opened = receiver->UnprotectRtcp(sent);
    ASSERT_EQ(opened.verdict, SrtpVerdict::kAccepted) << i;
    sent.resize(opened.size);
    ASSERT_EQ(sent, plain) << i;
  }
}

TEST_P(LibsrtpTest, RefusesWhatWeRefuse) {
  const SrtpMasterKey key = KeyOf(GetParam());
  const auto sender = SrtpSender::Make(key).value();
  const auto ours = SrtpReceiver::Make(key).value();
  Stranger theirs(key, ssrc_any_inbound);
  std::vector<ByteVector> sent;
  for (std::uint16_t i = 0; i < 400; ++i) sent.push_back(Protected(*sender, Rtp(i)));
  for (const std::size_t i : {100u, 100u, 50u, 300u, 172u, 173u, 171u, 50u, 299u, 300u}) {
    ByteVector copy = sent[i];
    const bool accepted = ours->Unprotect(copy).verdict == SrtpVerdict::kAccepted;
    EXPECT_EQ(accepted, !theirs.Unprotect(sent[i]).empty()) << i;
  }
}

}  // namespace
}  // namespace ossicle::secure

#else

TEST(LibsrtpTest, NeedsLibsrtp) { GTEST_SKIP() << "libsrtp2 is not installed (Debian: libsrtp2-dev)"; }

#endif
