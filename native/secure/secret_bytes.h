#pragma once

#include <algorithm>
#include <array>

#include "core/bytes.h"

namespace ossicle::secure {

/// Overwrites memory in a way that the compiler keeps.
void Wipe(MutableBytes bytes);
/// Whether both are the same, in a time that depends on their sizes alone.
bool SameSecret(Bytes a, Bytes b);

/// At most `kCapacity` bytes of a secret, wiped when it goes or is replaced.
template <std::size_t kCapacity>
class SecretBytes {
 public:
  SecretBytes() = default;
  /// What does not fit is left out; sizes are checked by who knows the format.
  explicit SecretBytes(Bytes value) : size_(std::min(value.size(), kCapacity)) {
    std::copy_n(value.begin(), size_, bytes_.begin());
  }
  SecretBytes(const SecretBytes&) = default;
  SecretBytes& operator=(const SecretBytes&) = default;
  ~SecretBytes() { Wipe(bytes_); }

  Bytes view() const { return Bytes(bytes_).first(size_); }
  std::size_t size() const { return size_; }
  /// Makes it `size` bytes long, for someone to fill.
  MutableBytes Resize(std::size_t size) {
    size_ = std::min(size, kCapacity);
    return MutableBytes(bytes_).first(size_);
  }

 private:
  std::array<std::uint8_t, kCapacity> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace ossicle::secure
