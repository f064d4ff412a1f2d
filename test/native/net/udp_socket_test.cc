#include "net/udp_socket.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

#include "net/clock.h"

namespace ossicle::net {
namespace {

constexpr SocketAddress kLoopback = SocketAddress::Ipv4(127, 0, 0, 1, 0);

UdpSocket BindAny() { return UdpSocket::Bind(kLoopback).value(); }

/// As endpoints bind theirs: at a port asked for, not at one the system chose.
UdpSocket BindByNumber() {
  const std::uint16_t port = BindAny().local_port();
  return UdpSocket::Bind(kLoopback.WithPort(port)).value();
}

/// Reads until `wanted` datagrams have come or a second has passed; visit(datagram) sees each.
template <typename Visit>
std::size_t ReceiveUntil(UdpSocket& socket, std::size_t wanted, Visit visit) {
  DatagramBatch batch;
  std::size_t seen = 0;
  for (int i = 0; i < 1000 && seen < wanted; ++i) {
    socket.Receive(batch, Now(), WallClockOffset());
    for (const Datagram& datagram : batch.datagrams()) visit(datagram);
    seen += batch.datagrams().size();
    if (batch.datagrams().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return seen;
}

TEST(UdpSocket, DatagramsArriveWholeInOrderWithTheirSource) {
  UdpSocket sender = BindAny(), receiver = BindAny();
  const SocketAddress to = kLoopback.WithPort(receiver.local_port());
  for (std::uint8_t i = 0; i < 40; ++i) {
    const std::vector<std::uint8_t> data(100u + i, i);
    ASSERT_TRUE(sender.Send(to, data));
  }
  std::uint8_t next = 0;
  const std::size_t seen = ReceiveUntil(receiver, 40, [&](const Datagram& datagram) {
    EXPECT_EQ(datagram.data.size(), 100u + next);
    EXPECT_EQ(datagram.data[0], next);
    EXPECT_EQ(datagram.source, kLoopback.WithPort(sender.local_port()));
    ++next;
  });
  EXPECT_EQ(seen, 40u);
}

TEST(UdpSocket, TakesTheLongestDatagramWholeAndNothingOfALongerOne) {
  UdpSocket sender = BindAny(), receiver = BindAny();
  const SocketAddress to = kLoopback.WithPort(receiver.local_port());
  for (const std::size_t size : {kMaxDatagramBytes, kMaxDatagramBytes + 1, std::size_t{5}})
    ASSERT_TRUE(sender.Send(to, std::vector<std::uint8_t>(size, 7)));
  std::vector<std::size_t> sizes;
  ReceiveUntil(receiver, 3, [&](const Datagram& datagram) {
    if (datagram.data.empty()) return;
    sizes.push_back(datagram.data.size());
    EXPECT_EQ(datagram.data.back(), 7);
  });
  EXPECT_EQ(sizes, (std::vector<std::size_t>{kMaxDatagramBytes, 5}));
}

TEST(UdpSocket, ArrivalIsWhenTheKernelGotItNotWhenItWasRead) {
  UdpSocket sender = BindAny(), receiver = BindAny();
  const std::vector<std::uint8_t> data(20, 1);
  const Instant before = Now();
  ASSERT_TRUE(sender.Send(kLoopback.WithPort(receiver.local_port()), data));
  const Instant after = Now();
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  const std::size_t seen = ReceiveUntil(receiver, 1, [&](const Datagram& datagram) {
    EXPECT_GT(datagram.arrival, before - Milliseconds(2));
    EXPECT_LT(datagram.arrival, after + Milliseconds(20));
  });
  EXPECT_EQ(seen, 1u);
}

TEST(UdpSocket, ATakenPortIsNamedByErrno) {
  UdpSocket holder = BindAny();
  const Result<UdpSocket> second = UdpSocket::Bind(kLoopback.WithPort(holder.local_port()));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), StatusCode::kIo);
  EXPECT_EQ(second.status().detail(), EADDRINUSE);
}

TEST(UdpSocket, AForeignAddressAndNoAddressAreRefused) {
  const Result<UdpSocket> foreign = UdpSocket::Bind(SocketAddress::Ipv4(192, 0, 2, 1, 0));
  EXPECT_EQ(foreign.status().detail(), EADDRNOTAVAIL);
  EXPECT_EQ(UdpSocket::Bind({}).status().code(), StatusCode::kInvalidArgument);
  UdpSocket socket = BindAny();
  EXPECT_FALSE(socket.Send({}, {}));
}

TEST(UdpSocket, APendingIcmpErrorCostsNothing) {
  UdpSocket sender = BindAny();
  std::uint16_t closed_port = 0;
  { closed_port = BindAny().local_port(); }
  const std::vector<std::uint8_t> data(20, 1);
  sender.Send(kLoopback.WithPort(closed_port), data);
  DatagramBatch batch;
  sender.Receive(batch, Now(), WallClockOffset());
  EXPECT_TRUE(batch.datagrams().empty());
  UdpSocket receiver = BindAny();
  sender.Send(kLoopback.WithPort(receiver.local_port()), data);
  EXPECT_EQ(ReceiveUntil(receiver, 1, [](const Datagram&) {}), 1u);
}

#if defined(__linux__)
TEST(UdpSocket, ASettledPeerIsTheOnlyOneHeardUntilItIsUnsettled) {
  UdpSocket socket = BindByNumber(), peer = BindAny(), stranger = BindAny();
  const SocketAddress to_socket = kLoopback.WithPort(socket.local_port());
  const SocketAddress to_peer = kLoopback.WithPort(peer.local_port());
  const SocketAddress to_stranger = kLoopback.WithPort(stranger.local_port());
  const std::vector<std::uint8_t> data(172, 1);
  const auto ports_heard = [&](std::size_t wanted) {
    std::vector<std::uint16_t> ports;
    ReceiveUntil(socket, wanted, [&](const Datagram& datagram) { ports.push_back(datagram.source.port); });
    return ports;
  };
  socket.SettlePeer(to_peer);
  EXPECT_EQ(socket.settled_peer(), to_peer);
  stranger.Send(to_socket, data);
  ASSERT_TRUE(peer.Send(to_socket, data));
  EXPECT_EQ(ports_heard(1), std::vector<std::uint16_t>{peer.local_port()});
  ASSERT_TRUE(socket.Send(to_peer, data));
  EXPECT_EQ(ReceiveUntil(peer, 1, [](const Datagram&) {}), 1u);

  ASSERT_TRUE(socket.Send(to_stranger, data));  // which unsettles the peer
  EXPECT_FALSE(socket.settled_peer().valid());
  EXPECT_EQ(socket.local_port(), to_socket.port);
  ASSERT_TRUE(stranger.Send(to_socket, data));
  ASSERT_TRUE(peer.Send(to_socket, data));
  EXPECT_EQ(ports_heard(2), (std::vector<std::uint16_t>{stranger.local_port(), peer.local_port()}));
}

TEST(UdpSocket, ASettledPeerThatWasAwayMissesNothingOnceItIsBack) {
  UdpSocket socket = BindByNumber();
  UdpSocket away = BindAny();
  const SocketAddress to = kLoopback.WithPort(away.local_port());
  const std::vector<std::uint8_t> data(20, 1);
  away = UdpSocket();
  socket.SettlePeer(to);
  socket.Send(to, data);  // answered by ICMP
  UdpSocket back = UdpSocket::Bind(to).value();
  ASSERT_TRUE(socket.Send(to, data));
  EXPECT_EQ(ReceiveUntil(back, 1, [](const Datagram&) {}), 1u);
}
#endif

TEST(UdpSocket, MovingTakesThePortAlong) {
  UdpSocket first = BindAny();
  const std::uint16_t port = first.local_port();
  UdpSocket second = std::move(first);
  EXPECT_EQ(second.local_port(), port);
  second = BindAny();  // swaps; the old one goes with the temporary
  EXPECT_TRUE(UdpSocket::Bind(kLoopback.WithPort(port)).ok());
}

TEST(UdpSocket, SpeaksIpv6) {
  SocketAddress loopback;
  loopback.family = SocketAddress::Family::kIpv6;
  loopback.ip[15] = 1;
  Result<UdpSocket> bound = UdpSocket::Bind(loopback);
  if (!bound.ok()) GTEST_SKIP() << "no IPv6 on this machine";
  UdpSocket sender = UdpSocket::Bind(loopback).value();
  const std::vector<std::uint8_t> data(20, 9);
  sender.Send(loopback.WithPort(bound.value().local_port()), data);
  EXPECT_EQ(ReceiveUntil(bound.value(), 1,
                         [&](const Datagram& d) { EXPECT_EQ(d.source, loopback.WithPort(sender.local_port())); }),
            1u);
}

}  // namespace
}  // namespace ossicle::net
