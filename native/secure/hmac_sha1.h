#pragma once

#include <array>
#include <memory>

#include "core/bytes.h"

namespace ossicle::secure {

/// HMAC-SHA1 (RFC 2104) under one key, whose two padded blocks are hashed once, in the constructor.
class HmacSha1 {
 public:
  using Digest = std::array<std::uint8_t, 20>;

  /// `key`: at most 64 bytes.
  explicit HmacSha1(Bytes key);
  ~HmacSha1();
  HmacSha1(const HmacSha1&) = delete;
  HmacSha1& operator=(const HmacSha1&) = delete;

  /// Of `message` followed by the four bytes of `trailer`.
  Digest Compute(Bytes message, std::uint32_t trailer) const;

 private:
  struct States;
  std::unique_ptr<States> states_;
};

}  // namespace ossicle::secure
