#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace ossicle {

/// An IP address and port as plain bytes, so that sans-IO parts can compare and store peers.
/// IPv4 uses the first four bytes of `ip`.
struct SocketAddress {
  enum class Family : std::uint8_t { kNone, kIpv4, kIpv6 };

  std::array<std::uint8_t, 16> ip{};
  std::uint16_t port = 0;
  Family family = Family::kNone;

  static constexpr SocketAddress Ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d,
                                      std::uint16_t port) {
    SocketAddress address;
    address.ip = {a, b, c, d};
    address.port = port;
    address.family = Family::kIpv4;
    return address;
  }

  constexpr bool valid() const { return family != Family::kNone && port != 0; }
  constexpr SocketAddress WithPort(std::uint16_t other) const {
    SocketAddress address = *this;
    address.port = other;
    return address;
  }
  /// Compared for each packet, so as words: of 32 bits, as an address that has just arrived was written.
  friend constexpr bool operator==(const SocketAddress& a, const SocketAddress& b) {
    using Words = std::array<std::uint32_t, 4>;
    return a.port == b.port && a.family == b.family && std::bit_cast<Words>(a.ip) == std::bit_cast<Words>(b.ip);
  }
};

}  // namespace ossicle
