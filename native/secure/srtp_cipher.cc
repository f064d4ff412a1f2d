#include "secure/srtp_cipher.h"

#include "secure/aes_cm_cipher.h"
#include "secure/aes_gcm_cipher.h"

namespace ossicle::secure {

std::unique_ptr<SrtpCipher> SrtpCipher::Make(const SrtpMasterKey& master, SrtpKind kind) {
  const SrtpSuiteDescription& suite = Describe(master.suite);
  const SrtpSessionKeys keys = DeriveSessionKeys(master, kind);
  if (suite.aead) {
    auto cipher = std::make_unique<AesGcmCipher>(keys, kind);
    return cipher->ok() ? std::move(cipher) : nullptr;
  }
  const std::size_t tag = kind == SrtpKind::kRtp ? suite.rtp_tag_bytes : suite.rtcp_tag_bytes;
  auto cipher = std::make_unique<AesCmCipher>(keys, tag);
  return cipher->ok() ? std::move(cipher) : nullptr;
}

}  // namespace ossicle::secure
