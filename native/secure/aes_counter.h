#pragma once

#include <array>
#include <memory>

#include "core/bytes.h"

struct evp_cipher_ctx_st;

namespace ossicle::secure {

using AesBlock = std::array<std::uint8_t, 16>;

/// AES in counter mode under one key. Counter blocks are written here and encrypted many at a time as plain blocks:
/// handing EVP's own counter mode a new IV costs more than encrypting a voice packet.
/// Memory is taken in the constructor alone. One thread at a time.
class AesCounter {
 public:
  /// `key`: 16 or 32 bytes.
  explicit AesCounter(Bytes key);

  /// False when the library had no such cipher or no memory; nothing else may then be called.
  bool ok() const { return context_ != nullptr; }

  /// XORs `size` bytes of `in` with the keystream into `out` (may be the same). `first` is the counter block of the
  /// first bytes; its last 32 bits count, big-endian.
  void Apply(const AesBlock& first, const std::uint8_t* in, std::uint8_t* out, std::size_t size) const;

  void EncryptBlock(const std::uint8_t in[16], std::uint8_t out[16]) const;

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  std::unique_ptr<evp_cipher_ctx_st, Free> context_;
};

}  // namespace ossicle::secure
