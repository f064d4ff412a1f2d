#include "secure/aes_cm_cipher.h"

namespace ossicle::secure {

AesCmCipher::AesCmCipher(const SrtpSessionKeys& keys, std::size_t tag_bytes)
    : SrtpCipher(tag_bytes), counter_(keys.key.view()), hmac_(keys.authentication.view()), salt_(keys.salt) {}

void AesCmCipher::Seal(const SrtpPosition& position, const SrtpParts& parts, std::uint8_t* tag) {
  Crypt(position, parts);
  const HmacSha1::Digest digest = hmac_.Compute(parts.packet, parts.trailer);
  std::copy_n(digest.begin(), tag_bytes(), tag);
}

bool AesCmCipher::Open(const SrtpPosition& position, const SrtpParts& parts, const std::uint8_t* tag) {
  const HmacSha1::Digest digest = hmac_.Compute(parts.packet, parts.trailer);
  if (!SameSecret(Bytes(digest).first(tag_bytes()), {tag, tag_bytes()})) return false;
  Crypt(position, parts);
  return true;
}

void AesCmCipher::Crypt(const SrtpPosition& position, const SrtpParts& parts) const {
  if (parts.clear == parts.packet.size()) return;
  // Salt, SSRC and index, each at its place, XORed (RFC 3711 section 4.1.1); the last 16 bits count blocks.
  AesBlock first{};
  ByteWriter writer(MutableBytes(first).subspan(4));
  writer.U32(Raw(position.ssrc));
  writer.U16(static_cast<std::uint16_t>(position.index >> 32));
  writer.U32(static_cast<std::uint32_t>(position.index));
  const Bytes salt = salt_.view();
  for (std::size_t i = 0; i < salt.size(); ++i) first[i] ^= salt[i];
  const MutableBytes body = parts.packet.subspan(parts.clear);
  counter_.Apply(first, body.data(), body.data(), body.size());
}

}  // namespace ossicle::secure
