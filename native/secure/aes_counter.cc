#include "secure/aes_counter.h"

#include <openssl/evp.h>

#include <algorithm>

#include "secure/openssl_library.h"

namespace ossicle::secure {
namespace {

constexpr std::size_t kBlocksAtOnce = 16;

/// Sixteen bytes by two words, which compilers do not see by themselves where `in` may be `out`.
void XorBlock(const std::uint8_t* in, const std::uint8_t* key, std::uint8_t* out) {
  std::uint64_t a[2], b[2];
  std::memcpy(a, in, 16);
  std::memcpy(b, key, 16);
  a[0] ^= b[0];
  a[1] ^= b[1];
  std::memcpy(out, a, 16);
}

std::uint32_t CounterOf(const AesBlock& block) {
  return std::uint32_t{block[12]} << 24 | std::uint32_t{block[13]} << 16 | std::uint32_t{block[14]} << 8 | block[15];
}

void WriteCounter(std::uint32_t counter, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(counter >> (24 - 8 * i));
}

}  // namespace

void AesCounter::Free::operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }

AesCounter::AesCounter(Bytes key) : context_(EVP_CIPHER_CTX_new()) {
  const EVP_CIPHER* cipher = AesBlockCipher(key.size());
  if (!cipher || !context_ || EVP_EncryptInit_ex2(context_.get(), cipher, key.data(), nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(context_.get(), 0) != 1)
    context_.reset();
}

void AesCounter::Apply(const AesBlock& first, const std::uint8_t* in, std::uint8_t* out, std::size_t size) const {
  std::uint8_t keystream[16 * kBlocksAtOnce];
  std::uint32_t counter = CounterOf(first);
  while (size > 0) {
    const std::size_t blocks = std::min((size + 15) / 16, kBlocksAtOnce);
    for (std::size_t i = 0; i < blocks; ++i) {
      std::memcpy(keystream + 16 * i, first.data(), 12);
      WriteCounter(counter++, keystream + 16 * i + 12);
    }
    int written;
    (void)EVP_EncryptUpdate(context_.get(), keystream, &written, keystream, static_cast<int>(16 * blocks));
    const std::size_t bytes = std::min(size, 16 * blocks);
    const std::size_t whole = bytes / 16 * 16;
    for (std::size_t i = 0; i < whole; i += 16) XorBlock(in + i, keystream + i, out + i);
    for (std::size_t i = whole; i < bytes; ++i) out[i] = in[i] ^ keystream[i];
    in += bytes;
    out += bytes;
    size -= bytes;
  }
}

void AesCounter::EncryptBlock(const std::uint8_t in[16], std::uint8_t out[16]) const {
  int written;
  (void)EVP_EncryptUpdate(context_.get(), out, &written, in, 16);
}

}  // namespace ossicle::secure
