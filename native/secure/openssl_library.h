#pragma once

#include <string>

struct evp_cipher_st;

namespace ossicle::secure {

/// Starts the linked OpenSSL, once per process and from any thread. It reads no configuration file, so that neither the
/// host's openssl.cnf nor OPENSSL_CONF changes what we do, and leaves no exit handler behind. Everything in this folder
/// calls it by itself.
void StartOpenSsl();

/// As the library says it, e.g. "OpenSSL 3.0.22 ...": it is linked in, so this build answers for its updates.
std::string OpenSslVersion();

/// AES on single blocks, looked up once: a lookup per use takes a lock. Null when the library has none.
const evp_cipher_st* AesBlockCipher(std::size_t key_bytes);

}  // namespace ossicle::secure
