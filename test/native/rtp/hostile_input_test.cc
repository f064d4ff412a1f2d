// What a stranger may send: 100,000 seeded mutations of a call through everything that reads RTP, and the call goes on.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/random.h"
#include "rtp/jitter_buffer.h"
#include "rtp/receive_stream.h"
#include "rtp/rtcp/compound.h"
#include "rtp/rtp_packet.h"
#include "rtp/telephone_event.h"

namespace ossicle::rtp {
namespace {

using Datagram = std::vector<std::uint8_t>;

constexpr int kMutations = 100'000;

void Mutate(Datagram& datagram, Random& random) {
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(random.Uniform() * static_cast<double>(limit));
  };
  for (std::size_t round = below(4) + 1; round > 0 && !datagram.empty(); --round) {
    const std::size_t at = below(2) ? below(std::min<std::size_t>(datagram.size(), 16)) : below(datagram.size());
    switch (below(5)) {
      case 0: datagram[at] ^= static_cast<std::uint8_t>(1u << below(8)); break;
      case 1: datagram[at] = static_cast<std::uint8_t>(random.U32()); break;
      case 2: datagram[at] = below(2) ? 0xFF : 0x00; break;
      case 3: datagram.resize(at); break;
      default: datagram.insert(datagram.end(), below(1500), static_cast<std::uint8_t>(random.U32())); break;
    }
  }
}

/// A far end that takes whatever comes, as a session would.
class Receiver {
 public:
  void Take(const Datagram& datagram, Instant now) {
    const Datagram exact(datagram.begin(), datagram.end());  // so that a sanitizer sees one byte too far
    if (LooksLikeStun(exact)) return;
    if (LooksLikeRtcp(exact)) {
      RtcpVisitor ignored;
      (void)ParseCompound(exact, ignored);
      return;
    }
    const auto packet = ParseRtp(exact);
    if (!packet.ok()) {
      ++malformed;
      return;
    }
    if (!stream.OnPacket(packet.value(), now)) return;
    if (stream.restarted()) buffer.Reset();
    (void)events.OnPacket(packet.value(), 8000, now);
    (void)buffer.Insert(packet.value(), now);
  }

  void Tick(Instant now) {
    std::int64_t ticks = 0;
    for (int calls = 0; ticks < 160 && calls < 20; ++calls) {
      const auto playout = buffer.Next(now);
      if (playout.kind == JitterBuffer::Playout::Kind::kEmpty) break;
      ASSERT_GE(playout.duration_ticks, 0);
      ASSERT_LE(playout.duration_ticks, 8000);
      ticks += playout.duration_ticks ? playout.duration_ticks : 160;
      for (const std::uint8_t byte : playout.payload) checksum += byte;
      for (const std::uint8_t byte : playout.next_payload) checksum += byte;
    }
    (void)events.Poll(now);
    (void)stream.MakeReportBlock(now);
    ASSERT_LE(buffer.target_delay(), Milliseconds(400));
  }

  ReceiveStream stream{8000};
  JitterBuffer buffer{JitterBufferConfig{}};
  TelephoneEventReceiver events;
  int malformed = 0;
  std::uint64_t checksum = 0;
};

TEST(HostileInput, OneHundredThousandMutationsAndThenTheCallIsHeard) {
  Random random(20'261'121);
  Receiver receiver;
  Instant now = Instant{} + Milliseconds(1'000'000);
  Datagram datagram(172);
  std::uint16_t sequence = 0;
  const auto next = [&] {
    ByteWriter writer(datagram);
    writer.U16(0x8000);
    writer.U16(sequence);
    writer.U32(sequence * 160u);
    writer.U32(0xCAFE);
    ++sequence;
    now += Milliseconds(20);
  };
  for (int i = 0; i < kMutations; ++i) {
    next();
    Datagram mutated = datagram;
    Mutate(mutated, random);
    receiver.Take(mutated, now);
    if (i % 3 == 0) receiver.Take(datagram, now);
    receiver.Tick(now);
  }
  EXPECT_GT(receiver.malformed, 5000);
  EXPECT_GT(receiver.stream.stats().packets, 30'000u);

  // The stream of the true sender, undisturbed, plays within a second.
  for (int i = 0; i < 50; ++i) {
    next();
    receiver.Take(datagram, now);
    receiver.Tick(now);
  }
  int heard = 0;
  for (int i = 0; i < 100; ++i) {
    next();
    receiver.Take(datagram, now);
    heard += receiver.buffer.Next(now + Milliseconds(5)).kind == JitterBuffer::Playout::Kind::kPacket;
  }
  EXPECT_GE(heard, 98);
}

/// Extremes that mutation seldom finds: times at the edge of their types, and jumps of half a wrap.
TEST(HostileInput, ExtremeClocksOverflowNothing) {
  Random random(7);
  Receiver receiver;
  const std::array<std::uint8_t, 3> payload{};
  Instant now = Instant{} + std::chrono::hours(24 * 365 * 10);
  for (int i = 0; i < 50'000; ++i) {
    constexpr std::array<std::uint32_t, 6> kTimestamps = {0, 1, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF};
    constexpr std::array<std::uint16_t, 6> kSequences = {0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF};
    const RtpPacket packet{.sequence_number = static_cast<std::uint16_t>(kSequences[random.U32() % 6] + i / 16),
                           .timestamp = kTimestamps[random.U32() % 6] + static_cast<std::uint32_t>(i),
                           .ssrc = Ssrc{1},
                           .payload = payload};
    (void)receiver.stream.OnPacket(packet, now);
    (void)receiver.buffer.Insert(packet, now);
    receiver.Tick(now);
    now += Milliseconds(static_cast<std::int64_t>(random.Uniform() * (i % 100 == 0 ? 1e8 : 40)));
  }
  EXPECT_EQ(receiver.buffer.stats().received, 50'000u);
}

}  // namespace
}  // namespace ossicle::rtp
