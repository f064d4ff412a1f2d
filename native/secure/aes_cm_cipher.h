#pragma once

#include "secure/aes_counter.h"
#include "secure/hmac_sha1.h"
#include "secure/srtp_cipher.h"

namespace ossicle::secure {

/// AES in counter mode, then HMAC-SHA1 over what is sent (RFC 3711 sections 4.1.1 and 4.2.1).
class AesCmCipher final : public SrtpCipher {
 public:
  AesCmCipher(const SrtpSessionKeys& keys, std::size_t tag_bytes);
  bool ok() const { return counter_.ok(); }

  void Seal(const SrtpPosition& position, const SrtpParts& parts, std::uint8_t* tag) override;
  bool Open(const SrtpPosition& position, const SrtpParts& parts, const std::uint8_t* tag) override;

 private:
  void Crypt(const SrtpPosition& position, const SrtpParts& parts) const;

  const AesCounter counter_;
  const HmacSha1 hmac_;
  const SecretBytes<kMaxSrtpSaltBytes> salt_;
};

}  // namespace ossicle::secure
