#pragma once

#include <cstdint>

namespace ossicle {

/// RTP synchronisation source (RFC 3550 section 3).
enum class Ssrc : std::uint32_t {};

/// RTP payload type, 0..127.
enum class PayloadType : std::uint8_t {};

constexpr std::uint32_t Raw(Ssrc ssrc) { return static_cast<std::uint32_t>(ssrc); }
constexpr std::uint8_t Raw(PayloadType type) { return static_cast<std::uint8_t>(type); }

}  // namespace ossicle
