#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ossicle::secure {

/// How media is encrypted and authenticated: RFC 3711 with RFC 4568's names, and RFC 7714.
enum class SrtpSuite : std::uint8_t {
  kAesCm128HmacSha1_80,
  kAesCm128HmacSha1_32,
  kAeadAes128Gcm,
  kAeadAes256Gcm,
};

struct SrtpSuiteDescription {
  SrtpSuite suite;
  std::string_view name;  ///< As in SDP.
  std::size_t key_bytes;
  std::size_t salt_bytes;
  std::size_t rtp_tag_bytes;
  std::size_t rtcp_tag_bytes;  ///< Of the _32 suite, too, 80 bits (RFC 4568 section 6.2.2).
  bool aead;

  /// Key and salt as they stand in an SDES line.
  constexpr std::size_t master_bytes() const { return key_bytes + salt_bytes; }
};

std::span<const SrtpSuiteDescription> SrtpSuites();
const SrtpSuiteDescription& Describe(SrtpSuite suite);
std::optional<SrtpSuite> FindSrtpSuite(std::string_view name);

inline constexpr std::size_t kMaxSrtpKeyBytes = 32;
inline constexpr std::size_t kMaxSrtpSaltBytes = 14;
inline constexpr std::size_t kMaxSrtpTagBytes = 16;
/// The most that protecting adds to an RTP packet, and to an RTCP packet (tag, index).
inline constexpr std::size_t kMaxSrtpGrowth = kMaxSrtpTagBytes;
inline constexpr std::size_t kMaxSrtcpGrowth = kMaxSrtpTagBytes + 4;

}  // namespace ossicle::secure
