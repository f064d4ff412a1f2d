#include <gtest/gtest.h>

#include "allocation_counter.h"
#include "secure/srtp_packets.h"
#include "secure/srtp_session.h"

namespace ossicle::secure {
namespace {

using SrtpAllocations = EverySuite;
INSTANTIATE_TEST_SUITE_P(Srtp, SrtpAllocations, AllSuites(), SuiteName);

TEST_P(SrtpAllocations, AreNonePerPacketAcceptedOrNot) {
  const SrtpMasterKey key = KeyOf(GetParam());
  const auto session = SrtpSession::Make(key, key).value();
  std::array<std::uint8_t, 256> buffer{};
  const ByteVector report = ReceiverReport(), voice = Rtp(0);
  std::uint64_t accepted = 0, packets = 0;
  const auto run = [&](std::uint16_t from, std::uint16_t to) {
    for (std::uint16_t i = from; i < to; ++i) {
      std::ranges::copy(voice, buffer.begin());
      buffer[2] = static_cast<std::uint8_t>(i >> 8);
      buffer[3] = static_cast<std::uint8_t>(i);
      const std::size_t size = session->Protect(buffer, voice.size()).value();
      buffer[20] ^= 1;
      accepted += !session->Unprotect(MutableBytes(buffer).first(size), {}).empty();  // forged
      buffer[20] ^= 1;
      accepted += !session->Unprotect(MutableBytes(buffer).first(size), {}).empty();
      accepted += !session->Unprotect(MutableBytes(buffer).first(size), {}).empty();  // replayed or noise
      std::ranges::copy(report, buffer.begin());
      const std::size_t rtcp = session->ProtectRtcp(buffer, report.size()).value();
      accepted += !session->UnprotectRtcp(MutableBytes(buffer).first(rtcp), {}).empty();
      ++packets;
    }
  };
  run(0, 10);
  EXPECT_EQ(test::CountAllocations([&] { run(10, 1000); }), 0u);
  EXPECT_EQ(accepted, 2 * packets);
  EXPECT_EQ(session->errors().total(), 2 * packets);
}

}  // namespace
}  // namespace ossicle::secure
