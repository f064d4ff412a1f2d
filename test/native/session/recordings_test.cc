#include "session/recordings.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::session {
namespace {

struct Events final : EventSink {
  void Emit(const Event&) override {}
  void Retire(std::unique_ptr<Player>) override {}
};

struct Sound final : SampleSink {
  explicit Sound(AudioFormat f) : written_format(f) {}
  AudioFormat format() const override { return written_format; }
  void Write(ConstSamples samples, EventSink&) override { written.insert(written.end(), samples.begin(), samples.end()); }
  void Finish(bool closed) override { (closed ? closed_count : stopped_count)++; }
  test::Signal channel(std::size_t index) const {
    test::Signal signal;
    for (std::size_t i = index; i < written.size(); i += static_cast<std::size_t>(written_format.channels)) signal.push_back(written[i]);
    return signal;
  }
  AudioFormat written_format;
  test::Signal written;
  int closed_count = 0, stopped_count = 0;
};

struct Packets final : PacketSink {
  bool sent_too() const override { return wants_sent; }
  void Write(const RecordedPacket& packet) override {
    std::vector<std::uint8_t> whole(packet.head.begin(), packet.head.end());
    whole.insert(whole.end(), packet.body.begin(), packet.body.end());
    written.push_back(std::move(whole));
    sent.push_back(packet.sent);
  }
  void Forget(Handle endpoint) override { forgotten.push_back(endpoint.value); }
  void Finish(bool closed) override { (closed ? closed_count : stopped_count)++; }
  bool wants_sent = false;
  std::vector<std::vector<std::uint8_t>> written;
  std::vector<bool> sent;
  std::vector<std::uint64_t> forgotten;
  int closed_count = 0, stopped_count = 0;
};

class RecordingsTest : public testing::Test {
 protected:
  void Speak(int ticks, Sample said, Sample heard, int rate_hz = 8000) {
    for (int i = 0; i < ticks; ++i) {
      recordings_.Said(test::Signal(FrameSamples(rate_hz), said), events_);
      recordings_.Heard(test::Signal(FrameSamples(rate_hz), heard), events_);
    }
  }
  Events events_;
  Tick tick_{Instant{std::chrono::hours(1)}, NtpTime{std::uint64_t{3'900'000'000} << 32}, events_};
  Recordings recordings_{Handle{7}};
};

TEST_F(RecordingsTest, EachPartGoesWhereItBelongsAndAPauseIsSilence) {
  const auto said = std::make_shared<Sound>(AudioFormat{8000, 1}), heard = std::make_shared<Sound>(AudioFormat{8000, 1});
  const auto both = std::make_shared<Sound>(AudioFormat{8000, 2});
  recordings_.StartAudio({1}, said, AudioPart::kSaid);
  recordings_.StartAudio({2}, heard, AudioPart::kHeard);
  recordings_.StartAudio({3}, both, AudioPart::kBoth);
  Speak(2, 100, -200);
  recordings_.SetPaused({3}, true);
  Speak(1, 100, -200);
  recordings_.SetPaused({3}, false);
  Speak(1, 100, -200);
  EXPECT_EQ(said->written, test::Signal(640, 100));
  EXPECT_EQ(heard->written, test::Signal(640, -200));
  ASSERT_EQ(both->written.size(), 1'280u);
  const test::Signal left = both->channel(0), right = both->channel(1);
  for (std::size_t i = 0; i < 640; ++i) {
    const bool paused = i >= 320 && i < 480;
    EXPECT_EQ(left[i], paused ? 0 : 100) << i;
    EXPECT_EQ(right[i], paused ? 0 : -200) << i;
  }
  recordings_.Stop({1});
  Speak(1, 100, -200);
  EXPECT_EQ(said->written.size(), 640u);
  EXPECT_EQ(said->stopped_count, 1);
  recordings_.Close();
  EXPECT_EQ(both->closed_count, 1);
  EXPECT_EQ(said->closed_count, 0);
}

TEST_F(RecordingsTest, AnotherCodecKeepsTheRateOfTheFile) {
  const auto both = std::make_shared<Sound>(AudioFormat{16'000, 2});
  recordings_.StartAudio({3}, both, AudioPart::kBoth);
  Speak(10, 1'000, 2'000);
  recordings_.SetChannelRate(48'000);
  Speak(10, 1'000, 2'000, 48'000);
  EXPECT_EQ(both->written.size(), 2u * 20 * 320);
}

TEST_F(RecordingsTest, PacketsAreRebuiltWithoutExtensionsAndPadding) {
  const auto packets = std::make_shared<Packets>();
  recordings_.StartPackets({4}, packets);
  const std::vector<std::uint8_t> datagram{0xB1, 0x88, 0x12, 0x34, 0, 0, 0, 160, 1, 2, 3, 4, 9, 9, 9, 9,
                                           0xBE, 0xDE, 0, 1, 5, 5, 5, 5, 0xAA, 0xBB, 0, 2};
  recordings_.ReceivedRtp(rtp::ParseRtp(datagram).value(), tick_.now, tick_);
  ASSERT_EQ(packets->written.size(), 1u);
  EXPECT_EQ(packets->written[0], (std::vector<std::uint8_t>{0x80, 0x88, 0x12, 0x34, 0, 0, 0, 160, 1, 2, 3, 4, 0xAA, 0xBB}));
}

TEST_F(RecordingsTest, SentRtpIsOnlyForWhoAsksAndRtcpForAll) {
  const auto plain = std::make_shared<Packets>(), all = std::make_shared<Packets>();
  all->wants_sent = true;
  recordings_.StartPackets({4}, plain);
  recordings_.Join({5}, all);
  const std::vector<std::uint8_t> rtp(20, 0x80), rtcp(28, 0x81);
  recordings_.SentRtp(rtp, tick_.wall_clock);
  recordings_.SentRtcp(rtcp, tick_.wall_clock);
  recordings_.ReceivedRtcp(rtcp, tick_.now, tick_);
  EXPECT_EQ(plain->sent, (std::vector<bool>{true, false}));
  EXPECT_EQ(all->sent, (std::vector<bool>{true, true, false}));
  recordings_.SetPaused({5}, true);
  recordings_.SentRtcp(rtcp, tick_.wall_clock);
  EXPECT_EQ(all->sent.size(), 3u);
  recordings_.Close();
  EXPECT_EQ(plain->closed_count, 1);
  EXPECT_EQ(all->closed_count, 0);
  EXPECT_EQ(all->forgotten, std::vector<std::uint64_t>{7});
}

TEST_F(RecordingsTest, WhatHasNoPacketsIsMadeIntoSome) {
  const auto packets = std::make_shared<Packets>();
  recordings_.SetGeneratedFormat(GeneratedRtp::Format::kL16);
  recordings_.SetChannelRate(48'000);
  recordings_.SaidAsPackets(test::Signal(960, 258), tick_);  // nobody records
  recordings_.StartPackets({4}, packets);
  for (int i = 0; i < 2; ++i) recordings_.SaidAsPackets(test::Signal(960, 258), tick_);
  ASSERT_EQ(packets->written.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto packet = rtp::ParseRtp(packets->written[i]).value();
    EXPECT_EQ(Raw(packet.payload_type), 127);
    EXPECT_EQ(packet.sequence_number, i);
    EXPECT_EQ(packet.timestamp, 960 * (i + 1));
    ASSERT_EQ(packet.payload.size(), 1'920u);
    EXPECT_EQ(packet.payload[100], 1);
    EXPECT_EQ(packet.payload[101], 2);
  }
}

}  // namespace
}  // namespace ossicle::session
