#include "net/port_allocator.h"

#include <gtest/gtest.h>

#include <set>

namespace ossicle::net {
namespace {

constexpr SocketAddress kLoopback = SocketAddress::Ipv4(127, 0, 0, 1, 0);
constexpr std::uint16_t kFirst = 26'000;

TEST(PortAllocator, HandsOutEvenPortsWithTheOddOneAbove) {
  PortAllocator ports(kLoopback, kFirst + 1, kFirst + 20);
  EXPECT_EQ(ports.pairs(), 9u);  // 26002 to 26019
  const Result<PortPair> pair = ports.Allocate();
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair.value().rtp.local_port(), kFirst + 2);
  EXPECT_EQ(pair.value().rtcp.local_port(), kFirst + 3);
}

TEST(PortAllocator, GoesRoundBeforeItUsesAPortAgain) {
  PortAllocator ports(kLoopback, kFirst + 30, kFirst + 37);
  std::vector<std::uint16_t> order;
  for (int i = 0; i < 6; ++i) {
    const Result<PortPair> pair = ports.Allocate();
    ASSERT_TRUE(pair.ok());
    order.push_back(pair.value().rtp.local_port());
    ports.Release(order.back());
  }
  EXPECT_EQ(order,
            (std::vector<std::uint16_t>{kFirst + 30, kFirst + 32, kFirst + 34, kFirst + 36, kFirst + 30, kFirst + 32}));
}

TEST(PortAllocator, SkipsWhatAnotherProgramHolds) {
  const UdpSocket rtp = UdpSocket::Bind(kLoopback.WithPort(kFirst + 40)).value();
  const UdpSocket rtcp = UdpSocket::Bind(kLoopback.WithPort(kFirst + 43)).value();
  PortAllocator ports(kLoopback, kFirst + 40, kFirst + 47);
  std::set<std::uint16_t> got;
  std::vector<PortPair> held;
  for (;;) {
    Result<PortPair> pair = ports.Allocate();
    if (!pair.ok()) {
      EXPECT_EQ(pair.status().code(), StatusCode::kNoPorts);
      break;
    }
    got.insert(pair.value().rtp.local_port());
    held.push_back(std::move(pair).value());
  }
  EXPECT_EQ(got, (std::set<std::uint16_t>{kFirst + 44, kFirst + 46}));
}

TEST(PortAllocator, AnEmptyRangeHasNothing) {
  PortAllocator ports(kLoopback, kFirst + 51, kFirst + 51);
  EXPECT_EQ(ports.pairs(), 0u);
  EXPECT_EQ(ports.Allocate().status().code(), StatusCode::kNoPorts);
}

TEST(PortAllocator, AnAddressThatIsNotOursIsAnErrorAtOnce) {
  PortAllocator ports(SocketAddress::Ipv4(192, 0, 2, 1, 0), kFirst, kFirst + 10);
  EXPECT_EQ(ports.Allocate().status().code(), StatusCode::kIo);
}

TEST(PortAllocator, TheLastPairOfAllPorts) {
  PortAllocator ports(kLoopback, 65'534, 65'535);
  const Result<PortPair> pair = ports.Allocate();
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair.value().rtcp.local_port(), 65'535);
}

}  // namespace
}  // namespace ossicle::net
