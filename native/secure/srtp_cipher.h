#pragma once

#include <memory>

#include "core/ids.h"
#include "secure/srtp_keys.h"

namespace ossicle::secure {

/// Where a packet stands: under one key never twice the same. The index has 48 bits (rollover counter and sequence
/// number), of SRTCP 31.
struct SrtpPosition {
  Ssrc ssrc{};
  std::uint64_t index = 0;
};

/// What is encrypted, what is only authenticated, and what is authenticated without being sent here.
struct SrtpParts {
  MutableBytes packet;
  std::size_t clear = 0;      ///< Bytes at the beginning that stay as they are.
  std::uint32_t trailer = 0;  ///< Rollover counter, or the E bit and the index of SRTCP.
};

/// Encryption and tag of one direction and kind (RTP or RTCP). No allocation after Make. One thread at a time.
class SrtpCipher {
 public:
  /// Null when the library refuses.
  static std::unique_ptr<SrtpCipher> Make(const SrtpMasterKey& master, SrtpKind kind);
  virtual ~SrtpCipher() = default;

  std::size_t tag_bytes() const { return tag_bytes_; }
  /// Encrypts in place and writes tag_bytes() to `tag`.
  virtual void Seal(const SrtpPosition& position, const SrtpParts& parts, std::uint8_t* tag) = 0;
  /// Decrypts in place when the tag is right; otherwise nothing is changed.
  virtual bool Open(const SrtpPosition& position, const SrtpParts& parts, const std::uint8_t* tag) = 0;

 protected:
  explicit SrtpCipher(std::size_t tag_bytes) : tag_bytes_(tag_bytes) {}

 private:
  const std::size_t tag_bytes_;
};

}  // namespace ossicle::secure
