#pragma once

#include "secure/aes_counter.h"
#include "secure/srtp_cipher.h"

struct gcm128_context;

namespace ossicle::secure {

/// AES-GCM (RFC 7714): the library's GCM over our use of its AES, see AesCounter.
class AesGcmCipher final : public SrtpCipher {
 public:
  AesGcmCipher(const SrtpSessionKeys& keys, SrtpKind kind);
  bool ok() const { return counter_.ok() && gcm_ != nullptr; }

  void Seal(const SrtpPosition& position, const SrtpParts& parts, std::uint8_t* tag) override;
  bool Open(const SrtpPosition& position, const SrtpParts& parts, const std::uint8_t* tag) override;

 private:
  using Nonce = std::array<std::uint8_t, 12>;
  struct Free {
    void operator()(gcm128_context* context) const;
  };

  Nonce NonceAt(const SrtpPosition& position) const;
  void Start(const Nonce& nonce, const SrtpParts& parts);

  const AesCounter counter_;
  const std::unique_ptr<gcm128_context, Free> gcm_;
  const SecretBytes<kMaxSrtpSaltBytes> salt_;
  const SrtpKind kind_;
};

}  // namespace ossicle::secure
