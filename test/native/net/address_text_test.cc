#include "net/address_text.h"

#include <gtest/gtest.h>

#include "net/clock.h"

namespace ossicle::net {
namespace {

TEST(AddressText, WritesWhatItReads) {
  for (const char* text : {"192.0.2.1:4000", "[2001:db8::1]:65535", "0.0.0.0:0", "[::]:1"}) {
    const Result<SocketAddress> address = ParseAddressAndPort(text);
    ASSERT_TRUE(address.ok()) << text;
    EXPECT_EQ(FormatAddress(address.value()), text);
  }
}

TEST(AddressText, RefusesWhatIsNoLiteral) {
  for (const char* text : {"", ":", "localhost:5060", "192.0.2.1", "192.0.2.1:", "192.0.2.1:70000", "192.0.2.1:1x",
                           "192.0.2.256:1", "[2001:db8::1:5", "192.0.2.1:-1", "192.0.2.1: 1"})
    EXPECT_FALSE(ParseAddressAndPort(text).ok()) << text;
}

TEST(AddressText, NoFamilyNoText) { EXPECT_EQ(FormatAddress({}), ""); }

TEST(Clock, TheWallIsInThisCenturyAndTheOffsetPlacesItOnTheMonotonicLine) {
  const NtpTime wall = WallClock();
  EXPECT_GT(wall.seconds(), 3'900'000'000u);  // August 2023 in seconds since 1900
  const Duration unix_now = Now().time_since_epoch() + WallClockOffset();
  const double ntp_seconds = static_cast<double>(wall.value) / 4294967296.0;
  EXPECT_NEAR(ToSeconds(unix_now) + 2'208'988'800.0, ntp_seconds, 0.5);
}

}  // namespace
}  // namespace ossicle::net
