#include "core/socket_address.h"

#include <gtest/gtest.h>

namespace ossicle {
namespace {

TEST(SocketAddress, ComparesAddressPortAndFamily) {
  constexpr SocketAddress kPeer = SocketAddress::Ipv4(192, 0, 2, 1, 5004);
  EXPECT_EQ(kPeer, SocketAddress::Ipv4(192, 0, 2, 1, 5004));
  EXPECT_FALSE(kPeer == SocketAddress::Ipv4(192, 0, 2, 2, 5004));
  EXPECT_FALSE(kPeer == kPeer.WithPort(5005));
  EXPECT_EQ(kPeer.WithPort(5005).port, 5005);
  SocketAddress six = kPeer;
  six.family = SocketAddress::Family::kIpv6;
  EXPECT_FALSE(kPeer == six);
}

TEST(SocketAddress, IsValidWithFamilyAndPort) {
  EXPECT_FALSE(SocketAddress{}.valid());
  EXPECT_FALSE(SocketAddress::Ipv4(127, 0, 0, 1, 0).valid());
  EXPECT_TRUE(SocketAddress::Ipv4(127, 0, 0, 1, 1).valid());
}

}  // namespace
}  // namespace ossicle
