// The test vectors of RFC 2202, RFC 3711 appendix B and RFC 7714 sections 16 and 17.
#include <gtest/gtest.h>

#include "secure/aes_counter.h"
#include "secure/aes_gcm_cipher.h"
#include "secure/hmac_sha1.h"
#include "secure/srtp_packet.h"
#include "secure/srtp_packets.h"
#include "vectors.h"

namespace ossicle::secure {
namespace {

std::string ReadText(const std::string& name) {
  const ByteVector bytes = test::ReadBytes(test::VectorsFolder() / name);
  return {bytes.begin(), bytes.end()};
}

/// The string that follows `"name":`.
ByteVector JsonHex(const std::string& text, const std::string& name) {
  const std::size_t at = text.find('"', text.find(':', text.find('"' + name + '"'))) + 1;
  return FromHex(text.substr(at, text.find('"', at) - at));
}

/// The hexadecimal words after `marker` in a section of an RFC, up to the first other word or blank line.
ByteVector HexAfter(const std::string& text, const std::string& section, const std::string& marker) {
  const std::size_t start = text.find("\n" + section + "  ") + 1;
  std::size_t at = text.find(marker, start) + marker.size();
  while (text[at] == ' ' || text[at] == '\n') ++at;
  std::string digits;
  while (at < text.size()) {
    const std::size_t end = text.find_first_of(" \n", at);
    const std::string word = text.substr(at, end - at);
    if (word.find_first_not_of("0123456789abcdef") != std::string::npos) break;
    digits += word;
    at = end;
    if (text.compare(at, 2, "\n\n") == 0) break;
    while (text[at] == ' ' || text[at] == '\n') ++at;
  }
  return FromHex(digits);
}

AesBlock CounterBlock(const ByteVector& start, std::uint16_t count) {
  AesBlock block;
  std::ranges::copy(start, block.begin());
  block[14] = static_cast<std::uint8_t>(count >> 8);
  block[15] = static_cast<std::uint8_t>(count);
  return block;
}

TEST(HmacSha1, IsRfc2202s) {
  const std::string message = "what do ya want for nothing?";
  // The trailer is the message's last four bytes.
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(message.data()), message.size() - 4);
  const std::string key = "Jefe";
  const HmacSha1 hmac(Bytes(reinterpret_cast<const std::uint8_t*>(key.data()), key.size()));
  const HmacSha1::Digest digest = hmac.Compute(bytes, 0x696E673F);
  EXPECT_EQ(ByteVector(digest.begin(), digest.end()), FromHex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
}

TEST(AesCounter, IsRfc3711sKeystream) {
  OSSICLE_NEED_VECTORS("srtp-rfc3711");
  const std::string text = ReadText("srtp-rfc3711/vectors.json");
  const AesCounter counter(JsonHex(text, "sessionKey"));
  ASSERT_TRUE(counter.ok());
  const ByteVector start = JsonHex(text, "sessionSaltPadded");
  for (const char* name : {"0000", "0001", "0002", "FEFF", "FF00", "FF01"}) {
    ByteVector block(16);
    counter.Apply(CounterBlock(start, static_cast<std::uint16_t>(std::stoi(name, nullptr, 16))), block.data(),
                  block.data(), block.size());
    EXPECT_EQ(block, JsonHex(text, name)) << name;
  }
  // In one piece, which takes several rounds: block FF01 stands at the end of 0xFF02 blocks.
  ByteVector whole(16 * 0xFF02);
  counter.Apply(CounterBlock(start, 0), whole.data(), whole.data(), whole.size());
  EXPECT_EQ(ByteVector(whole.end() - 32, whole.end() - 16), JsonHex(text, "FF00"));
  EXPECT_EQ(ByteVector(whole.end() - 16, whole.end()), JsonHex(text, "FF01"));
}

TEST(SrtpKeys, AreRfc3711s) {
  OSSICLE_NEED_VECTORS("srtp-rfc3711");
  const std::string text = ReadText("srtp-rfc3711/vectors.json");
  ByteVector secret = JsonHex(text, "masterKey");
  const ByteVector salt = JsonHex(text, "masterSalt");
  secret.insert(secret.end(), salt.begin(), salt.end());
  const auto master = SrtpMasterKey::From(SrtpSuite::kAesCm128HmacSha1_80, secret);
  ASSERT_TRUE(master.has_value());
  const SrtpSessionKeys keys = DeriveSessionKeys(*master, SrtpKind::kRtp);
  const auto bytes = [](Bytes view) { return ByteVector(view.begin(), view.end()); };
  EXPECT_EQ(bytes(keys.key.view()), JsonHex(text, "cipherKey"));
  EXPECT_EQ(bytes(keys.salt.view()), JsonHex(text, "cipherSalt"));
  ByteVector authentication = JsonHex(text, "authKey94Octets");
  authentication.resize(20);
  EXPECT_EQ(bytes(keys.authentication.view()), authentication);
  // RTCP has keys of its own.
  EXPECT_NE(bytes(DeriveSessionKeys(*master, SrtpKind::kRtcp).key.view()), bytes(keys.key.view()));
}

/// RFC 7714 gives session keys, not master keys.
SrtpSessionKeys SessionKeys(const ByteVector& key) {
  SrtpSessionKeys keys;
  keys.key = SecretBytes<kMaxSrtpKeyBytes>(key);
  keys.salt = SecretBytes<kMaxSrtpSaltBytes>(FromHex("517569642070726f2071756f"));
  return keys;
}

struct GcmVector {
  const char* section;
  const char* sealed;  ///< The words before the packet as it is sent.
  bool encrypted;
};

/// Seals `plain` and opens what came out. `rtcp_index` stands behind the tag of SRTCP.
void CheckGcm(const std::string& text, const GcmVector& vector, const ByteVector& plain, SrtpKind kind,
              std::uint32_t rtcp_index) {
  const bool rtcp = kind == SrtpKind::kRtcp;
  ByteVector sealed = HexAfter(text, vector.section, vector.sealed);
  if (rtcp) sealed.resize(sealed.size() - kSrtcpIndexBytes);
  ASSERT_EQ(sealed.size(), plain.size() + 16) << vector.section;
  const std::size_t clear = !vector.encrypted ? plain.size() : rtcp ? kSrtcpClearBytes : std::size_t{12};
  const std::uint32_t trailer = rtcp_index | (vector.encrypted ? kSrtcpEncrypted : 0);
  const SrtpPosition position =
      rtcp ? SrtpPosition{Ssrc{0x4D617273}, rtcp_index} : SrtpPosition{Ssrc{0x5501A0B2}, 0xF17B};

  AesGcmCipher cipher(SessionKeys(HexAfter(text, vector.section, "Key:")), kind);
  ASSERT_TRUE(cipher.ok());
  ByteVector packet = plain, tag(16);
  cipher.Seal(position, {packet, clear, trailer}, tag.data());
  packet.insert(packet.end(), tag.begin(), tag.end());
  EXPECT_EQ(packet, sealed) << vector.section;
  packet.resize(plain.size());
  EXPECT_TRUE(cipher.Open(position, {packet, clear, trailer}, tag.data())) << vector.section;
  EXPECT_EQ(packet, plain) << vector.section;
}

TEST(AesGcmCipher, IsRfc7714sForRtp) {
  OSSICLE_NEED_VECTORS("srtp-rfc7714");
  const std::string text = ReadText("srtp-rfc7714/rtp-vectors.txt");
  const ByteVector plain = HexAfter(text, "16.1.1.", "Encrypting the following packet:");
  ASSERT_EQ(plain.size(), 50u);
  for (const GcmVector& vector : {GcmVector{"16.1.1.", "Encrypted and tagged packet:", true},
                                  {"16.1.3.", "Tagged packet:", false},
                                  {"16.2.1.", "Encrypted and tagged packet:", true},
                                  {"16.2.3.", "Tagged packet:", false}})
    CheckGcm(text, vector, plain, SrtpKind::kRtp, 0);
}

TEST(AesGcmCipher, IsRfc7714sForRtcp) {
  OSSICLE_NEED_VECTORS("srtp-rfc7714");
  const std::string text = ReadText("srtp-rfc7714/rtcp-vectors.txt");
  // What the other sections print as their input differs from what they compute with.
  const ByteVector plain = HexAfter(text, "17.2.", "Verified and decrypted packet:");
  ASSERT_EQ(plain.size(), 52u);
  for (const GcmVector& vector : {GcmVector{"17.1.", "Encrypted and tagged packet:", true},
                                  {"17.2.", "Decrypting the following packet:", true},
                                  {"17.3.", "Tagged packet:", false},
                                  {"17.4.", "Verifying the following packet:", false}})
    CheckGcm(text, vector, plain, SrtpKind::kRtcp, 0x5D4);
}

}  // namespace
}  // namespace ossicle::secure
