#pragma once

#include <string>

#include "core/socket_address.h"
#include "core/status.h"

namespace ossicle::net {

/// Parses an IPv4 or IPv6 literal (no host names).
Result<SocketAddress> ParseAddress(const std::string& literal, std::uint16_t port);

/// `192.0.2.1:4000` or `[2001:db8::1]:4000`; empty when the address has no family.
std::string FormatAddress(const SocketAddress& address);

/// Parses what FormatAddress writes.
Result<SocketAddress> ParseAddressAndPort(const std::string& text);

}  // namespace ossicle::net
