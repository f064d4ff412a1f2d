#pragma once

#include <cstdint>
#include <type_traits>

namespace ossicle {

/// Turns a wrapping counter (RTP sequence number, RTP timestamp) into one that never wraps: each value is taken
/// as the nearest one to the highest seen. The only place where wrap-around arithmetic is done.
template <typename Wrapping>
class Unwrapper {
  static_assert(std::is_unsigned_v<Wrapping>);

 public:
  Unwrapper() = default;
  /// Goes on from a position known otherwise.
  explicit Unwrapper(std::int64_t highest) : last_(highest), started_(true) {}

  /// Position of `value` on the unwrapped line; the first value seen keeps its number.
  /// Advances the reference only forwards, so an old packet cannot pull it back.
  std::int64_t Unwrap(Wrapping value) {
    const std::int64_t unwrapped = Peek(value);
    if (!started_ || unwrapped > last_) last_ = unwrapped;
    started_ = true;
    return unwrapped;
  }

  /// The same without moving the reference.
  std::int64_t Peek(Wrapping value) const {
    if (!started_) return value;
    using Signed = std::make_signed_t<Wrapping>;
    const auto difference = static_cast<Signed>(static_cast<Wrapping>(value - static_cast<Wrapping>(last_)));
    return last_ + difference;
  }

  void Reset() { *this = {}; }

 private:
  std::int64_t last_ = 0;
  bool started_ = false;
};

using SequenceUnwrapper = Unwrapper<std::uint16_t>;
using TimestampUnwrapper = Unwrapper<std::uint32_t>;

}  // namespace ossicle
