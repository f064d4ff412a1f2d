#include "secure/aes_gcm_cipher.h"

#include <openssl/modes.h>

#include <algorithm>

namespace ossicle::secure {
namespace {

const AesCounter& CounterOf(const void* key) { return *static_cast<const AesCounter*>(key); }

void EncryptBlock(const unsigned char in[16], unsigned char out[16], const void* key) {
  CounterOf(key).EncryptBlock(in, out);
}

void ApplyCounter(const unsigned char* in, unsigned char* out, std::size_t blocks, const void* key,
                  const unsigned char first[16]) {
  AesBlock block;
  std::copy_n(first, block.size(), block.begin());
  CounterOf(key).Apply(block, in, out, 16 * blocks);
}

GCM128_CONTEXT* MakeGcm(const AesCounter& counter) {
  return counter.ok() ? CRYPTO_gcm128_new(const_cast<AesCounter*>(&counter), EncryptBlock) : nullptr;
}

}  // namespace

void AesGcmCipher::Free::operator()(GCM128_CONTEXT* context) const { CRYPTO_gcm128_release(context); }

AesGcmCipher::AesGcmCipher(const SrtpSessionKeys& keys, SrtpKind kind)
    : SrtpCipher(kMaxSrtpTagBytes), counter_(keys.key.view()), gcm_(MakeGcm(counter_)), salt_(keys.salt), kind_(kind) {}

void AesGcmCipher::Seal(const SrtpPosition& position, const SrtpParts& parts, std::uint8_t* tag) {
  Start(NonceAt(position), parts);
  const MutableBytes body = parts.packet.subspan(parts.clear);
  (void)CRYPTO_gcm128_encrypt_ctr32(gcm_.get(), body.data(), body.data(), body.size(), ApplyCounter);
  CRYPTO_gcm128_tag(gcm_.get(), tag, kMaxSrtpTagBytes);
}

bool AesGcmCipher::Open(const SrtpPosition& position, const SrtpParts& parts, const std::uint8_t* tag) {
  const Nonce nonce = NonceAt(position);
  Start(nonce, parts);
  const MutableBytes body = parts.packet.subspan(parts.clear);
  (void)CRYPTO_gcm128_decrypt_ctr32(gcm_.get(), body.data(), body.data(), body.size(), ApplyCounter);
  if (CRYPTO_gcm128_finish(gcm_.get(), tag, kMaxSrtpTagBytes) == 0) return true;
  // The tag is known after decryption alone. Encrypting again gives back what came.
  AesBlock first{};
  std::ranges::copy(nonce, first.begin());
  first[15] = 2;
  counter_.Apply(first, body.data(), body.data(), body.size());
  return false;
}

/// RFC 7714 sections 8.1 and 9.1: two zero bytes, SSRC and 48 bits of index, XORed with the salt.
AesGcmCipher::Nonce AesGcmCipher::NonceAt(const SrtpPosition& position) const {
  Nonce nonce{};
  ByteWriter writer(MutableBytes(nonce).subspan(2));
  writer.U32(Raw(position.ssrc));
  writer.U16(static_cast<std::uint16_t>(position.index >> 32));
  writer.U32(static_cast<std::uint32_t>(position.index));
  const Bytes salt = salt_.view();
  for (std::size_t i = 0; i < salt.size(); ++i) nonce[i] ^= salt[i];
  return nonce;
}

void AesGcmCipher::Start(const Nonce& nonce, const SrtpParts& parts) {
  CRYPTO_gcm128_setiv(gcm_.get(), nonce.data(), nonce.size());
  (void)CRYPTO_gcm128_aad(gcm_.get(), parts.packet.data(), parts.clear);
  if (kind_ == SrtpKind::kRtp) return;  // the rollover counter is in the nonce
  std::uint8_t trailer[4];
  ByteWriter(trailer).U32(parts.trailer);
  (void)CRYPTO_gcm128_aad(gcm_.get(), trailer, sizeof trailer);
}

}  // namespace ossicle::secure
