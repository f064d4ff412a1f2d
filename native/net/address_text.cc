#include "net/address_text.h"

#include <charconv>

#include "net/sockaddr.h"

namespace ossicle::net {

Result<SocketAddress> ParseAddress(const std::string& literal, std::uint16_t port) {
  SocketAddress address;
  address.port = port;
  if (inet_pton(AF_INET, literal.c_str(), address.ip.data()) == 1) {
    address.family = SocketAddress::Family::kIpv4;
    return address;
  }
  if (inet_pton(AF_INET6, literal.c_str(), address.ip.data()) == 1) {
    address.family = SocketAddress::Family::kIpv6;
    return address;
  }
  return Status(StatusCode::kInvalidArgument, "not an IPv4 or IPv6 address");
}

std::string FormatAddress(const SocketAddress& address) {
  char text[INET6_ADDRSTRLEN] = {};
  const bool v6 = address.family == SocketAddress::Family::kIpv6;
  if (address.family == SocketAddress::Family::kNone) return {};
  if (!inet_ntop(v6 ? AF_INET6 : AF_INET, address.ip.data(), text, sizeof text)) return {};
  const std::string host = v6 ? "[" + std::string(text) + "]" : std::string(text);
  return host + ":" + std::to_string(address.port);
}

Result<SocketAddress> ParseAddressAndPort(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return Status(StatusCode::kInvalidArgument, "address without a port");
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc() || parsed != end) return Status(StatusCode::kInvalidArgument, "port is not a number");
  return ParseAddress(host, port);
}

}  // namespace ossicle::net
