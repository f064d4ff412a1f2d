#include "secure/secret_bytes.h"

#include <openssl/crypto.h>

namespace ossicle::secure {

void Wipe(MutableBytes bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

bool SameSecret(Bytes a, Bytes b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace ossicle::secure
