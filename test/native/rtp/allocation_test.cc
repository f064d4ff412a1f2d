// Per-packet and per-frame calls of the rtp layer take no memory.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "allocation_counter.h"
#include "rtp/jitter_buffer.h"
#include "rtp/receive_stream.h"
#include "rtp/rtcp/compound.h"
#include "rtp/rtcp/rtcp_scheduler.h"
#include "rtp/rtp_packet.h"
#include "rtp/send_stream.h"
#include "rtp/telephone_event.h"

namespace ossicle::rtp {
namespace {

class SenderReportCounter : public RtcpVisitor {
 public:
  void OnSenderReport(const SenderReport&) override { ++count; }
  int count = 0;
};

TEST(Allocation, TheCounterCounts) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  EXPECT_GE(test::CountAllocations([] { std::vector<int>(100, 1).at(5) = 2; }), 1u);
}

TEST(Allocation, AMinuteOfAJitteryCallTakesNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  Random random(4);
  SendStream sender(random, 8000);
  ReceiveStream receiver(8000);
  JitterBuffer buffer(JitterBufferConfig{});
  RtcpScheduler scheduler(random, "voice@host");
  TelephoneEventSender event_sender(8000);
  TelephoneEventReceiver event_receiver;
  SenderReportCounter reports;
  std::array<std::uint8_t, 1500> datagram{};
  const std::array<std::uint8_t, 160> payload{};
  int played = 0;
  int digits = 0;

  const std::uint64_t allocations = test::CountAllocations([&] {
    Instant now = Instant{} + Milliseconds(1'000'000);
    for (int i = 0; i < 3000; ++i, now += Milliseconds(20)) {
      const std::size_t size = sender.Packetize({payload, PayloadType{0}, i == 0}, 160, now, datagram);
      const auto packet = ParseRtp(Bytes(datagram).first(size));
      if (packet.ok() && random.Uniform() > 0.05) {
        receiver.OnPacket(packet.value(), now);
        // Some are mangled, so that restarts, stray and late packets happen too.
        RtpPacket offered = packet.value();
        if (random.Uniform() < 0.02) offered.sequence_number = static_cast<std::uint16_t>(random.U32());
        if (i % 1000 == 999) sender.SkipTime(100'000);
        (void)buffer.Insert(offered, now + Duration(static_cast<std::int64_t>(random.Exponential() * 30e6)));
      }
      played += buffer.Next(now).kind == JitterBuffer::Playout::Kind::kPacket;
      if (i % 50 == 0) event_sender.Queue('5');
      if (const auto event = event_sender.Tick(sender.next_timestamp()))
        digits += event_receiver.OnPacket({.timestamp = event->timestamp, .payload = event->payload}, 8000, now)
                      .finished.has_value();
      if (i % 250 == 0) {
        const std::size_t written = scheduler.WriteReport(now, {}, sender, &receiver, datagram);
        EXPECT_TRUE(ParseCompound(Bytes(datagram).first(written), reports).ok());
      }
    }
  });
  EXPECT_EQ(allocations, 0u);
  EXPECT_GT(played, 2000);
  EXPECT_EQ(digits, 60);
  EXPECT_EQ(reports.count, 12);
  EXPECT_GT(buffer.stats().late + buffer.stats().resets, 20u);
}

}  // namespace
}  // namespace ossicle::rtp
