#pragma once

#include "secure/secret_bytes.h"
#include "secure/srtp_suite.h"

namespace ossicle::secure {

/// What signalling agreed on for one direction: suite, master key and master salt.
struct SrtpMasterKey {
  SrtpSuite suite = SrtpSuite::kAesCm128HmacSha1_80;
  SecretBytes<kMaxSrtpKeyBytes> key;
  SecretBytes<kMaxSrtpSaltBytes> salt;

  /// `secret`: key and salt in one, as in SDES. Empty unless it has exactly the suite's size.
  static std::optional<SrtpMasterKey> From(SrtpSuite suite, Bytes secret);
  bool operator==(const SrtpMasterKey& other) const;
};

enum class SrtpKind : std::uint8_t { kRtp, kRtcp };

struct SrtpSessionKeys {
  SecretBytes<kMaxSrtpKeyBytes> key;
  SecretBytes<kMaxSrtpSaltBytes> salt;
  SecretBytes<20> authentication;  ///< Unused by the AEAD suites.
};

/// RFC 3711 section 4.3 with a key derivation rate of 0; for AEAD_AES_256_GCM by AES-256 (RFC 7714 section 11).
SrtpSessionKeys DeriveSessionKeys(const SrtpMasterKey& master, SrtpKind kind);

}  // namespace ossicle::secure
