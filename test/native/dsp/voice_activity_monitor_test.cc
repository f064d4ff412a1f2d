#include "dsp/voice_activity_monitor.h"

#include <gtest/gtest.h>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

/// A line that is watched 20 ms at a time.
class Line {
 public:
  Line(int rate_hz, VoiceActivityMonitor::Config config) : rate_hz_(rate_hz), monitor_(rate_hz, config) {}

  void Hear(const Signal& signal) {
    Signal frames = signal;
    test::ForEachFrame(frames, 20, rate_hz_, [&](Samples frame) { Pass(frame); });
  }
  void HearNothing(double ms) {
    for (double passed = 0; passed < ms; passed += 20) Pass({});
  }

  /// `ms:speech` and `ms:silence`, since the line was opened.
  std::vector<std::string> reports;

 private:
  void Pass(ConstSamples frame) {
    now_ms_ += 20;
    const auto report = monitor_.Process(frame, Instant(Milliseconds(now_ms_)));
    if (!report) return;
    const auto silence = static_cast<int>(ToMilliseconds(report->silence));
    reports.push_back(std::to_string(now_ms_) + (report->speech ? ":speech" : ":" + std::to_string(silence)));
  }

  int rate_hz_;
  int now_ms_ = 1'000'000;
  VoiceActivityMonitor monitor_;
};

using Reports = std::vector<std::string>;

TEST(VoiceActivityMonitor, ToneIsSpeechAndSilenceIsCountedFromItsEnd) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    Line line(rate_hz, {0.5f, Milliseconds(500)});
    line.Hear(test::Silence(1000, rate_hz));
    EXPECT_EQ(line.reports, Reports{}) << "no silence before any speech";
    line.Hear(test::Sine(440, -9, 3000, rate_hz));
    ASSERT_EQ(line.reports.size(), 1u) << rate_hz;
    EXPECT_GE(line.reports[0], "1001020:speech");
    EXPECT_LE(line.reports[0], "1001060:speech");
    line.Hear(test::Silence(2000, rate_hz));
    ASSERT_EQ(line.reports.size(), 4u) << rate_hz;
    for (int i = 1; i < 4; ++i) {
      const std::string& report = line.reports[static_cast<std::size_t>(i)];
      EXPECT_EQ(report.substr(report.find(':')), ":" + std::to_string(500 * i));
      const int at = std::stoi(report);
      EXPECT_GE(at, 1'004'320 + 500 * i);
      EXPECT_LE(at, 1'004'400 + 500 * i);
    }
  }
}

TEST(VoiceActivityMonitor, NoiseAndQuietHumAreNoSpeech) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    Line line(rate_hz, {});
    line.Hear(test::Noise(-50, 5000, rate_hz, 7));
    line.Hear(test::Sine(440, -60, 3000, rate_hz));
    EXPECT_EQ(line.reports, Reports{}) << rate_hz;
  }
}

TEST(VoiceActivityMonitor, PacketsThatStopAreSilence) {
  Line line(8000, {0.5f, Milliseconds(1000)});
  line.Hear(test::Sine(440, -9, 400, 8000));
  line.HearNothing(3400);
  ASSERT_EQ(line.reports.size(), 4u);
  EXPECT_EQ(line.reports[1], "1001720:1000");
  EXPECT_EQ(line.reports[2], "1002720:2000");
  EXPECT_EQ(line.reports[3], "1003720:3000");
}

TEST(VoiceActivityMonitor, ShortGapsDoNotEndSpeech) {
  Line line(16000, {0.5f, Milliseconds(100)});
  for (int i = 0; i < 5; ++i) {
    line.Hear(test::Sine(300, -12, 400, 16000));
    line.Hear(test::Silence(200, 16000));
  }
  EXPECT_EQ(line.reports.size(), 1u);
  line.HearNothing(800);
  ASSERT_GE(line.reports.size(), 3u);
  line.Hear(test::Sine(300, -12, 400, 16000));
  EXPECT_NE(line.reports.back().find(":speech"), std::string::npos) << "speech begins again";
}

TEST(VoiceActivityMonitor, ThresholdZeroTakesEverythingThresholdOneTakesTones) {
  Line all(8000, {0.0f, Milliseconds(100)});
  all.Hear(test::Silence(2000, 8000));
  EXPECT_EQ(all.reports.size(), 1u);
  Line noise(8000, {1.0f, Milliseconds(100)});
  noise.Hear(test::Noise(-20, 3000, 8000, 3));
  EXPECT_EQ(noise.reports, Reports{});
}

}  // namespace
}  // namespace ossicle::dsp
