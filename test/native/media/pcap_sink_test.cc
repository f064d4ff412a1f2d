#include "media/pcap_sink.h"

#include <gtest/gtest.h>

#include "engine_rig.h"
#include "file/pcap_reader.h"
#include "media/outbox.h"
#include "vectors.h"

namespace ossicle::media {
namespace {

constexpr Instant kBegin{std::chrono::hours(1)};
/// 2023-11-14 22:13:20 UTC, which is 1 700 000 000 s since 1970.
constexpr std::uint64_t kWallSeconds = 1'700'000'000 + 2'208'988'800ull;

NtpTime WallClock(std::uint64_t seconds, std::uint64_t microseconds = 0) {
  return {(kWallSeconds + seconds) << 32 | (microseconds << 32) / 1'000'000};
}

struct Recorded {
  std::vector<file::PcapUdp> datagrams;
  bool truncated = false;
};

class PcapSinkTest : public testing::Test {
 protected:
  PcapSink& Make(const PcapSink::Options& options = {}, const std::string& path = {}) {
    sink_ = std::make_unique<PcapSink>(Handle{9}, path.empty() ? path_ : path, options, outbox_);
    sink_->Begin();
    return *sink_;
  }
  Recorded Read() {
    bytes_ = test::ReadBytes(path_);
    Recorded recorded;
    auto reader = file::PcapReader::Open(bytes_);
    if (!reader.ok()) ADD_FAILURE() << reader.status().message();
    while (const auto datagram = reader.value().Next()) recorded.datagrams.push_back(*datagram);
    recorded.truncated = reader.value().truncated();
    return recorded;
  }
  std::vector<session::Event> Events() {
    std::vector<session::Event> events;
    for (session::Event event; outbox_.Pop(event);) events.push_back(event);
    return events;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("call.pcap");
  Outbox outbox_;
  std::unique_ptr<PcapSink> sink_;
  std::vector<std::uint8_t> bytes_;
  const std::vector<std::uint8_t> head_{0x80, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4}, body_{10, 20, 30};
};

TEST_F(PcapSinkTest, HasStartedWhenTheFileIsThereAndPacketsCome) {
  PcapSink sink(Handle{9}, path_, {}, outbox_);
  EXPECT_TRUE(sink.Run(kBegin));
  EXPECT_TRUE(Events().empty());
  sink.Begin();
  EXPECT_TRUE(sink.Run(kBegin));
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].type, session::EventType::kRecordingStarted);
}

TEST_F(PcapSinkTest, TellsOnceASecondHowManyThereAre) {
  PcapSink& sink = Make();
  std::vector<double> told;
  for (int i = 0; i < 150; ++i) {  // three seconds, the last of them without packets
    if (i < 100) sink.Write({.endpoint = {77}, .wall_clock = WallClock(0), .head = head_, .body = body_});
    EXPECT_TRUE(sink.Run(kBegin + i * kFrameDuration));
    for (const session::Event& event : Events())
      if (event.type == session::EventType::kRecordingCounted) told.push_back(event.a);
  }
  EXPECT_EQ(told, (std::vector<double>{51, 100}));
}

TEST_F(PcapSinkTest, WritesWhatCameWhoItCameFromAndWhen) {
  PcapSink& sink = Make();
  sink.Write({.endpoint = {77}, .wall_clock = WallClock(0, 250'000), .head = head_, .body = body_});
  sink.Write({.endpoint = {55}, .sent = true, .wall_clock = WallClock(1), .head = body_});
  EXPECT_TRUE(sink.Run(kBegin));
  sink.Finish(false);
  EXPECT_FALSE(sink.Run(kBegin + Milliseconds(1'500)));

  const Recorded recorded = Read();
  ASSERT_EQ(recorded.datagrams.size(), 2u);
  EXPECT_NEAR(static_cast<double>(recorded.datagrams[0].wall_clock_us), 1'700'000'000'250'000.0, 1);
  EXPECT_EQ(recorded.datagrams[0].source_address, 0x0A010001u);
  EXPECT_EQ(recorded.datagrams[0].payload.size(), 15u);
  EXPECT_EQ(recorded.datagrams[0].payload[14], 30);
  EXPECT_EQ(recorded.datagrams[1].destination_address, 0x0A010002u);
  EXPECT_EQ(recorded.datagrams[1].payload.size(), 3u);

  const auto events = Events();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].type, session::EventType::kRecordingStarted);
  EXPECT_EQ(events[1].type, session::EventType::kRecordingCounted);
  EXPECT_EQ(events[1].a, 2);
  EXPECT_EQ(events[1].b, 0);
  EXPECT_EQ(events[2].type, session::EventType::kRecordingEnded);
  EXPECT_EQ(events[2].a, 1'500);
  EXPECT_EQ(events[2].b, static_cast<double>(session::RecordingEnd::kStopped));
}

TEST_F(PcapSinkTest, TimeNeverGoesBack) {
  PcapSink& sink = Make();
  for (const std::uint64_t second : {5u, 3u, 6u, 1u})
    sink.Write({.endpoint = {1}, .wall_clock = WallClock(second), .head = head_});
  sink.Run(kBegin);
  std::vector<std::int64_t> seconds;
  for (const auto& datagram : Read().datagrams) seconds.push_back(datagram.wall_clock_us / 1'000'000 - 1'700'000'000);
  EXPECT_EQ(seconds, (std::vector<std::int64_t>{5, 5, 6, 6}));
}

TEST_F(PcapSinkTest, NumbersOfThoseGoneAreUsedAgain) {
  PcapSink& sink = Make();
  const auto write = [&](std::uint64_t endpoint) { sink.Write({.endpoint = {endpoint}, .wall_clock = WallClock(0), .head = head_}); };
  for (const std::uint64_t endpoint : {100u, 200u, 300u, 200u}) write(endpoint);
  sink.Forget({200});
  sink.Forget({999});
  write(400);
  write(300);
  write(200);
  sink.Run(kBegin);
  std::vector<std::uint32_t> hosts;
  for (const auto& datagram : Read().datagrams) hosts.push_back(datagram.source_address & 0xFF);
  EXPECT_EQ(hosts, (std::vector<std::uint32_t>{1, 2, 3, 2, 2, 3, 4}));
}

TEST_F(PcapSinkTest, WhatDoesNotFitTheQueueIsCounted) {
  PcapSink& sink = Make({.queue_packets = 10});
  for (int i = 0; i < 25; ++i) sink.Write({.endpoint = {1}, .wall_clock = WallClock(0), .head = head_});
  sink.Run(kBegin);
  const std::vector<std::uint8_t> giant(5'000);
  sink.Write({.endpoint = {1}, .wall_clock = WallClock(0), .head = giant});
  sink.Finish(true);
  sink.Run(kBegin);
  EXPECT_EQ(Read().datagrams.size(), 10u);
  const auto events = Events();
  EXPECT_EQ(events[1].a, 10);
  EXPECT_EQ(events[1].b, 16);
  EXPECT_EQ(events[2].b, static_cast<double>(session::RecordingEnd::kClosed));
}

TEST_F(PcapSinkTest, TheFileIsWholeAfterEachRun) {
  PcapSink& sink = Make();
  for (std::size_t run = 1; run <= 20; ++run) {
    for (int i = 0; i < 50; ++i) sink.Write({.endpoint = {1}, .wall_clock = WallClock(run), .head = head_, .body = body_});
    ASSERT_TRUE(sink.Run(kBegin));
    const Recorded recorded = Read();
    ASSERT_FALSE(recorded.truncated);
    ASSERT_EQ(recorded.datagrams.size(), run * 50);
  }
}

TEST_F(PcapSinkTest, WhatCannotBeWrittenEndsWithTheReason) {
  const auto failure = [&](const std::string& path) {
    PcapSink& sink = Make({}, path);
    EXPECT_FALSE(sink.Run(kBegin));
    sink.Write({.endpoint = {1}, .wall_clock = WallClock(0), .head = head_});
    const auto events = Events();
    EXPECT_EQ(events.back().b, static_cast<double>(session::RecordingEnd::kFailed));
    return std::string(events.back().text).substr(0, 6);
  };
  EXPECT_EQ(failure("/no/such/folder/x.pcap"), "ENOENT");
  std::ofstream(path_) << "precious";
  EXPECT_EQ(failure(path_), "EEXIST");
  EXPECT_EQ(test::ReadBytes(path_).size(), 8u);
}

}  // namespace
}  // namespace ossicle::media
