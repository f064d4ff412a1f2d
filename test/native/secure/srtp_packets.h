#pragma once

// Keys and packets for the tests of SRTP.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "secure/srtp_receiver.h"
#include "secure/srtp_sender.h"

namespace ossicle::secure {

using ByteVector = std::vector<std::uint8_t>;

inline constexpr Ssrc kSpeaker{0xCAFEBABE};

inline ByteVector FromHex(std::string_view text) {
  ByteVector bytes;
  int high = -1;
  for (const char c : text) {
    if (!std::isxdigit(static_cast<unsigned char>(c))) continue;
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

/// A key and salt that differ for each `seed`.
inline SrtpMasterKey KeyOf(SrtpSuite suite, std::uint8_t seed = 1) {
  ByteVector secret(Describe(suite).master_bytes());
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(seed * 31 + 7 * i);
  return SrtpMasterKey::From(suite, secret).value();
}

inline ByteVector Rtp(std::uint16_t sequence_number, Ssrc ssrc = kSpeaker, std::size_t payload = 160) {
  ByteVector packet(12 + payload);
  ByteWriter writer(packet);
  writer.U16(0x8000);
  writer.U16(sequence_number);
  writer.U32(std::uint32_t{160} * sequence_number);
  writer.U32(Raw(ssrc));
  for (std::size_t i = 0; i < payload; ++i) packet[12 + i] = static_cast<std::uint8_t>(i * 5 + sequence_number);
  return packet;
}

inline ByteVector ReceiverReport(Ssrc ssrc = kSpeaker) {
  ByteVector packet = FromHex("80c90001 00000000 81ca0003 00000000 01 06 6f7373696332 00000000");
  ByteWriter(MutableBytes(packet).subspan(4)).U32(Raw(ssrc));
  ByteWriter(MutableBytes(packet).subspan(12)).U32(Raw(ssrc));
  return packet;
}

/// `packet` as `sender` sends it; empty when it refuses.
inline ByteVector Protected(SrtpSender& sender, ByteVector packet) {
  const std::size_t size = packet.size();
  packet.resize(size + kMaxSrtpGrowth);
  const Result<std::size_t> grown = sender.Protect(packet, size);
  packet.resize(grown.ok() ? grown.value() : 0);
  return packet;
}

inline ByteVector ProtectedRtcp(SrtpSender& sender, ByteVector packet) {
  const std::size_t size = packet.size();
  packet.resize(size + kMaxSrtcpGrowth);
  const Result<std::size_t> grown = sender.ProtectRtcp(packet, size);
  packet.resize(grown.ok() ? grown.value() : 0);
  return packet;
}

/// Both ends of one direction.
struct SrtpLine {
  explicit SrtpLine(const SrtpMasterKey& key)
      : sender(SrtpSender::Make(key).value()), receiver(SrtpReceiver::Make(key).value()) {}

  std::unique_ptr<SrtpSender> sender;
  std::unique_ptr<SrtpReceiver> receiver;
};

class EverySuite : public testing::TestWithParam<SrtpSuite> {};

inline std::string SuiteName(const testing::TestParamInfo<SrtpSuite>& info) {
  return std::string(Describe(info.param).name);
}

inline auto AllSuites() {
  std::vector<SrtpSuite> suites;
  for (const SrtpSuiteDescription& suite : SrtpSuites()) suites.push_back(suite.suite);
  return testing::ValuesIn(suites);
}

}  // namespace ossicle::secure
