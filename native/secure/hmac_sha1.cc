// OpenSSL calls its SHA-1 functions deprecated in favour of EVP, which copies a context on the heap for each message.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "secure/hmac_sha1.h"

#include <openssl/sha.h>

#include <algorithm>

#include "secure/secret_bytes.h"

namespace ossicle::secure {
namespace {

constexpr std::size_t kBlock = 64;

void StartWith(Bytes key, std::uint8_t pad, SHA_CTX& state) {
  SecretBytes<kBlock> block;
  const MutableBytes bytes = block.Resize(kBlock);
  std::copy_n(key.begin(), std::min(key.size(), kBlock), bytes.begin());
  for (std::uint8_t& byte : bytes) byte ^= pad;
  SHA1_Init(&state);
  SHA1_Update(&state, bytes.data(), bytes.size());
}

}  // namespace

struct HmacSha1::States {
  SHA_CTX inner, outer;
};

HmacSha1::HmacSha1(Bytes key) : states_(std::make_unique<States>()) {
  StartWith(key, 0x36, states_->inner);
  StartWith(key, 0x5C, states_->outer);
}

HmacSha1::~HmacSha1() { Wipe({reinterpret_cast<std::uint8_t*>(states_.get()), sizeof(States)}); }

HmacSha1::Digest HmacSha1::Compute(Bytes message, std::uint32_t trailer) const {
  std::uint8_t last[4];
  for (int i = 0; i < 4; ++i) last[i] = static_cast<std::uint8_t>(trailer >> (24 - 8 * i));
  Digest digest;
  SHA_CTX state = states_->inner;
  SHA1_Update(&state, message.data(), message.size());
  SHA1_Update(&state, last, sizeof last);
  SHA1_Final(digest.data(), &state);
  state = states_->outer;
  SHA1_Update(&state, digest.data(), digest.size());
  SHA1_Final(digest.data(), &state);
  return digest;
}

}  // namespace ossicle::secure
