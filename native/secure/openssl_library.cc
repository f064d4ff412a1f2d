#include "secure/openssl_library.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace ossicle::secure {
namespace {

struct Ciphers {
  const EVP_CIPHER* aes128 = EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr);
  const EVP_CIPHER* aes256 = EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr);
};

/// Kept for the life of the process, as the library itself is.
const Ciphers& AllCiphers() {
  static const Ciphers ciphers = [] {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
    return Ciphers();
  }();
  return ciphers;
}

}  // namespace

void StartOpenSsl() { AllCiphers(); }

std::string OpenSslVersion() {
  StartOpenSsl();
  return OpenSSL_version(OPENSSL_VERSION);
}

const EVP_CIPHER* AesBlockCipher(std::size_t key_bytes) {
  if (key_bytes == 16) return AllCiphers().aes128;
  return key_bytes == 32 ? AllCiphers().aes256 : nullptr;
}

}  // namespace ossicle::secure
