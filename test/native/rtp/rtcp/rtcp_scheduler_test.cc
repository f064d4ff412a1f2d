#include "rtp/rtcp/rtcp_scheduler.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>

#include "rtp/rtcp/compound.h"

namespace ossicle::rtp {
namespace {

constexpr Instant kStart = Instant{} + Milliseconds(1'000'000);
constexpr std::array<std::uint8_t, 160> kPayload{};

class Last : public RtcpVisitor {
 public:
  void OnSenderReport(const SenderReport& report) override { sender_report = report; }
  void OnReceiverReport(const ReceiverReport& report) override { receiver_report = report; }
  void OnSourceDescription(const SourceDescription& description) override {
    for (const SourceName& name : description.names()) cname = name.cname;
  }
  void OnGoodbye(const Goodbye& goodbye) override { gone = goodbye.sources[0]; }

  std::optional<SenderReport> sender_report;
  std::optional<ReceiverReport> receiver_report;
  std::string cname;
  std::optional<Ssrc> gone;
};

/// Two endpoints that talk; what one writes the other reads.
class RtcpSchedulerTest : public testing::Test {
 protected:
  Last Report(Instant now, ReceiveStream* received) {
    Last last;
    const std::size_t size = scheduler_.WriteReport(now, NtpTime{0xAABBCCDD00000000}, sent_, received, out_);
    EXPECT_GT(size, 0u);
    EXPECT_TRUE(ParseCompound(Bytes(out_).first(size), last).ok());
    return last;
  }
  void Send() { sent_.Packetize({kPayload, PayloadType{0}, false}, 160, kStart, rtp_); }

  Random random_{9};
  SendStream sent_{random_, 8000};
  RtcpScheduler scheduler_{random_, "voice@host"};
  std::array<std::uint8_t, 1500> rtp_{};
  std::array<std::uint8_t, RtcpScheduler::kMaxDatagramSize> out_{};
};

TEST_F(RtcpSchedulerTest, IsDueAtRandomAroundFiveSecondsTheFirstTimeHalf) {
  EXPECT_FALSE(scheduler_.IsDue(kStart + Milliseconds(1'000'000)));
  Duration shortest = Duration::max();
  Duration longest{};
  for (int i = 0; i < 500; ++i) {
    RtcpScheduler scheduler(random_, "x");
    scheduler.Start(kStart);
    const Duration first = scheduler.deadline() - kStart;
    EXPECT_TRUE(first >= Milliseconds(1250) && first < Milliseconds(3750));
    EXPECT_TRUE(scheduler.IsDue(scheduler.deadline()));
    EXPECT_FALSE(scheduler.IsDue(scheduler.deadline() - Duration(1)));
    scheduler.WriteReport(kStart, {}, sent_, nullptr, out_);
    const Duration next = scheduler.deadline() - kStart;
    shortest = std::min(shortest, next);
    longest = std::max(longest, next);
  }
  EXPECT_GE(shortest, Milliseconds(2500));
  EXPECT_LT(shortest, Milliseconds(2700));
  EXPECT_LE(longest, Milliseconds(7500));
  EXPECT_GT(longest, Milliseconds(7300));
}

TEST_F(RtcpSchedulerTest, SendersReportAsSendersUntilTwoReportsAfterTheirLastPacket) {
  EXPECT_TRUE(Report(kStart, nullptr).receiver_report);
  Send();
  const Last first = Report(kStart, nullptr);
  ASSERT_TRUE(first.sender_report);
  EXPECT_EQ(first.sender_report->ssrc, sent_.ssrc());
  EXPECT_EQ(first.sender_report->info.packet_count, 1u);
  EXPECT_EQ(first.cname, "voice@host");
  EXPECT_FALSE(first.gone);
  EXPECT_TRUE(Report(kStart, nullptr).sender_report);
  EXPECT_TRUE(Report(kStart, nullptr).receiver_report);
}

TEST_F(RtcpSchedulerTest, ReportsWhatWasReceived) {
  ReceiveStream received(8000);
  Send();
  EXPECT_EQ(Report(kStart, &received).sender_report->reports.size(), 0u) << "nothing came in yet";
  received.OnPacket({.sequence_number = 9, .ssrc = Ssrc{77}}, kStart);
  Send();
  const Last last = Report(kStart, &received);
  ASSERT_EQ(last.sender_report->reports.size(), 1u);
  EXPECT_EQ(Raw(last.sender_report->reports.view()[0].ssrc), 77u);
}

TEST_F(RtcpSchedulerTest, SaysGoodbyeOnceAndRests) {
  scheduler_.Start(kStart);
  const std::size_t size = scheduler_.WriteGoodbye(kStart, {}, sent_, nullptr, out_);
  Last last;
  ASSERT_TRUE(ParseCompound(Bytes(out_).first(size), last).ok());
  EXPECT_TRUE(last.receiver_report);
  EXPECT_EQ(last.gone, sent_.ssrc());
  EXPECT_FALSE(scheduler_.IsDue(kStart + Milliseconds(100'000)));
}

TEST_F(RtcpSchedulerTest, TheLongestNameFitsAndASmallBufferGivesNothing) {
  RtcpScheduler scheduler(random_, std::string(400, 'x'));
  ReceiveStream received(8000);
  received.OnPacket({.ssrc = Ssrc{77}}, kStart);
  Send();
  const std::size_t size = scheduler.WriteGoodbye(kStart, {}, sent_, &received, out_);
  EXPECT_GT(size, 300u);
  Send();
  EXPECT_EQ(scheduler.WriteGoodbye(kStart, {}, sent_, &received, MutableBytes(out_).first(size - 1)), 0u);
}

/// SR there, report block back: the round trip comes out as the network's.
TEST_F(RtcpSchedulerTest, TwoEndsMeasureTheirRoundTrip) {
  const auto ntp = [](Instant now) {
    const auto since = now - kStart;
    return NtpTime{(std::uint64_t{0xE0000000} << 32) + static_cast<std::uint64_t>(ToSeconds(since) * 4294967296.0)};
  };
  ReceiveStream far_received(8000);
  Send();
  far_received.OnPacket({.sequence_number = 1, .ssrc = sent_.ssrc()}, kStart);
  Last there;
  std::size_t size =
      scheduler_.WriteReport(kStart + Milliseconds(100), ntp(kStart + Milliseconds(100)), sent_, nullptr, out_);
  ASSERT_TRUE(ParseCompound(Bytes(out_).first(size), there).ok());
  far_received.OnSenderReport(there.sender_report->info.ntp_time.middle(), kStart + Milliseconds(140));

  const ReportBlock back = far_received.MakeReportBlock(kStart + Milliseconds(2140));
  sent_.OnReportBlock(back, ntp(kStart + Milliseconds(2190)));
  ASSERT_TRUE(sent_.round_trip());
  EXPECT_NEAR(ToMilliseconds(*sent_.round_trip()), 90, 0.1);
}

}  // namespace
}  // namespace ossicle::rtp
