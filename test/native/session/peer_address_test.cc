#include "session/peer_address.h"

#include <gtest/gtest.h>

namespace ossicle::session {
namespace {

constexpr SocketAddress kSignalled = SocketAddress::Ipv4(203, 0, 113, 1, 4000);
constexpr SocketAddress kSignalledRtcp = SocketAddress::Ipv4(203, 0, 113, 1, 4009);
constexpr SocketAddress kNat = SocketAddress::Ipv4(198, 51, 100, 7, 31000);
constexpr SocketAddress kOther = SocketAddress::Ipv4(198, 51, 100, 8, 32000);
constexpr Instant kStart{std::chrono::hours(1)};

TEST(PeerAddress, TheSignalledAddressIsUsedAndSettlesTheMatter) {
  PeerAddress peer;
  EXPECT_FALSE(peer.known());
  peer.Signal(kSignalled, kSignalledRtcp, false);
  EXPECT_EQ(peer.rtp(), kSignalled);
  EXPECT_EQ(peer.rtcp(), kSignalledRtcp);
  EXPECT_TRUE(peer.Accept(kSignalled, kStart));
  EXPECT_FALSE(peer.Accept(kNat, kStart + Milliseconds(20)));
  EXPECT_EQ(peer.rtp(), kSignalled);
}

TEST(PeerAddress, WithinTheWindowTheNewestSourceIsTakenAndAfterwardsTheLastIsFixed) {
  PeerAddress peer;
  peer.Signal(kSignalled, kSignalledRtcp, false);
  EXPECT_TRUE(peer.Accept(kNat, kStart));
  EXPECT_TRUE(peer.Accept(kOther, kStart + Milliseconds(4999)));
  EXPECT_EQ(peer.rtp(), kOther);
  EXPECT_EQ(peer.rtcp(), kOther.WithPort(32001));
  EXPECT_FALSE(peer.Accept(kNat, kStart + Milliseconds(5001)));
  EXPECT_TRUE(peer.Accept(kOther, kStart + Milliseconds(5002)));
  EXPECT_FALSE(peer.Accept(kSignalled, kStart + Milliseconds(5003)));
}

TEST(PeerAddress, ReturningToTheSignalledAddressReturnsItsRtcpPort) {
  PeerAddress peer;
  peer.Signal(kSignalled, kSignalledRtcp, false);
  EXPECT_TRUE(peer.Accept(kNat, kStart));
  EXPECT_TRUE(peer.Accept(kSignalled, kStart + Milliseconds(100)));
  EXPECT_EQ(peer.rtcp(), kSignalledRtcp);
}

TEST(PeerAddress, NamingTheSameAddressKeepsWhatWasLearnt) {
  PeerAddress peer;
  peer.Signal(kSignalled, kSignalledRtcp, false);
  EXPECT_TRUE(peer.Accept(kNat, kStart));
  peer.Signal(kSignalled, kSignalledRtcp, true);
  EXPECT_EQ(peer.rtp(), kNat);
  EXPECT_EQ(peer.rtcp(), kNat);
  peer.Signal(kOther, kOther.WithPort(32001), false);
  EXPECT_EQ(peer.rtp(), kOther);
}

TEST(PeerAddress, RtcpIsTakenFromTheHostOfTheMedia) {
  PeerAddress peer;
  EXPECT_FALSE(peer.AcceptRtcp(kSignalled));
  peer.Signal(kSignalled, kSignalledRtcp, false);
  EXPECT_TRUE(peer.AcceptRtcp(kSignalled.WithPort(60000)));
  EXPECT_FALSE(peer.AcceptRtcp(kNat));
  SocketAddress v6 = kSignalled;
  v6.family = SocketAddress::Family::kIpv6;
  EXPECT_FALSE(peer.AcceptRtcp(v6));
}

TEST(PeerAddress, AnUnknownPeerIsLearntFromItsFirstPacket) {
  PeerAddress peer;
  peer.Signal({}, {}, false);
  EXPECT_FALSE(peer.known());
  EXPECT_TRUE(peer.Accept(kNat, kStart));
  EXPECT_TRUE(peer.known());
  EXPECT_EQ(peer.rtp(), kNat);
}

}  // namespace
}  // namespace ossicle::session
