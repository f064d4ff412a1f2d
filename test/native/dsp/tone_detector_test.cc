#include "dsp/tone_detector.h"

#include <gtest/gtest.h>

#include "signals.h"
#include "vectors.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

struct Heard {
  std::vector<ToneEvent> events;
  std::vector<int> signals() const {
    std::vector<int> all;
    for (const ToneEvent& event : events)
      if (event.type == ToneEvent::Type::kSignal) all.push_back(event.signal);
    return all;
  }
  std::vector<ToneEvent> of(ToneEvent::Type type) const {
    std::vector<ToneEvent> all;
    for (const ToneEvent& event : events)
      if (event.type == type) all.push_back(event);
    return all;
  }
};

Heard Hear(const Signal& signal, std::span<const TonePattern> patterns = {}, int rate_hz = 8000,
           std::size_t frame = 160) {
  ToneDetector detector(rate_hz, {patterns, true, true});
  Heard heard;
  for (std::size_t at = 0; at < signal.size(); at += frame) {
    const auto events = detector.Process(ConstSamples(signal).subspan(at, std::min(frame, signal.size() - at)));
    heard.events.insert(heard.events.end(), events.begin(), events.end());
  }
  return heard;
}

Signal After(double silence_ms, const Signal& tone, double more_ms = 500, int rate_hz = 8000) {
  Signal out = test::Silence(silence_ms, rate_hz);
  test::Append(out, tone);
  test::Append(out, test::Silence(more_ms, rate_hz));
  return out;
}

TEST(ToneDetector, MeasuresATone) {
  for (const int rate_hz : {8000, 16000, 24000, 32000, 48000}) {
    for (const double ms : {100.0, 150.0, 276.0, 500.0, 2000.0}) {
      for (const double hz : {350.0, 425.0, 1100.0, 1776.7, 2100.0}) {
        const Heard heard = Hear(After(300, test::Sine(hz, -26, ms, rate_hz), 500, rate_hz), {}, rate_hz);
        const auto ended = heard.of(ToneEvent::Type::kEnded);
        ASSERT_EQ(ended.size(), 1u) << hz << " Hz " << ms << " ms " << rate_hz;
        const ToneEvent& event = ended[0];
        EXPECT_EQ(event.tone.lines.count, 1u);
        EXPECT_NEAR(event.tone.lines.hz[0], hz, 1.5) << ms;
        EXPECT_NEAR(event.tone.on_ms, ms, 5) << hz;
        EXPECT_NEAR(event.tone.start_ms, 300, 5) << hz;
        EXPECT_NEAR(event.level_dbm0, -26 + 6.18, 0.7) << hz << " " << ms;
      }
    }
  }
}

TEST(ToneDetector, MeasuresPairs) {
  for (const auto& [low, high] : {std::pair{350.0, 440.0}, {440.0, 480.0}, {400.0, 450.0}, {480.0, 620.0}}) {
    const Signal tone = test::Added(test::Sine(low, -26, 300, 8000), test::Sine(high, -30, 300, 8000, 1));
    const auto ended = Hear(After(200, tone)).of(ToneEvent::Type::kEnded);
    ASSERT_EQ(ended.size(), 1u) << low;
    ASSERT_EQ(ended[0].tone.lines.count, 2u) << low;
    EXPECT_NEAR(ended[0].tone.lines.hz[0], low, 3);
    EXPECT_NEAR(ended[0].tone.lines.hz[1], high, 3);
    EXPECT_NEAR(ended[0].tone.on_ms, 300, 15) << low;
  }
}

TEST(ToneDetector, FollowsTonesWithoutAPauseBetween) {
  Signal sit = test::Silence(200, 8000);
  for (const double hz : {950.0, 1400.0, 1800.0}) test::Append(sit, test::Sine(hz, -20, 330, 8000));
  test::Append(sit, test::Silence(300, 8000));
  const auto ended = Hear(sit).of(ToneEvent::Type::kEnded);
  ASSERT_EQ(ended.size(), 3u);
  for (const ToneEvent& event : ended) EXPECT_NEAR(event.tone.on_ms, 330, 12);
}

TEST(ToneDetector, HearsFaxSignals) {
  for (const double hz : {1064.0, 1100.0, 1136.0})
    EXPECT_EQ(Hear(After(200, test::Sine(hz, -30, 500, 8000))).signals(), std::vector<int>{ToneDetector::kCng}) << hz;
  for (const double hz : {1000.0, 1200.0})
    EXPECT_TRUE(Hear(After(200, test::Sine(hz, -30, 500, 8000))).signals().empty());
  EXPECT_TRUE(Hear(After(200, test::Sine(1100, -30, 300, 8000))).signals().empty());
  for (const double hz : {2086.0, 2100.0, 2114.0})
    EXPECT_EQ(Hear(After(200, test::Sine(hz, -30, 3000, 8000))).signals(), std::vector<int>{ToneDetector::kCed}) << hz;
  EXPECT_TRUE(Hear(After(200, test::Sine(2140, -30, 3000, 8000))).signals().empty());
}

// ITU-T V.8: 2100 Hz, 20 % of 15 Hz, phase reversed every 450 ms.
Signal AnswerTone(bool modulated, bool reversed) {
  Signal out(8000 * 3);
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double t = static_cast<double>(n) / 8000;
    const double sign = reversed && static_cast<int>(t / 0.45) % 2 == 1 ? -1 : 1;
    const double depth = modulated ? 0.2 : 0;
    const double gain = 1 + depth * std::sin(2 * std::numbers::pi * 15 * t);
    out[n] = test::Clamp16(3000 * sign * gain * std::sin(2 * std::numbers::pi * 2100 * t));
  }
  return out;
}

TEST(ToneDetector, TellsAnswerTonesApart) {
  using D = ToneDetector;
  const Signal noise = test::Noise(-50, 4000, 8000, 3);
  for (const bool noisy : {false, true}) {
    const auto hear = [&](bool modulated, bool reversed) {
      const Signal signal = After(200, AnswerTone(modulated, reversed));
      return Hear(noisy ? test::Added(signal, noise) : signal).signals();
    };
    EXPECT_EQ(hear(false, false), std::vector<int>{D::kCed});
    EXPECT_EQ(hear(false, true), std::vector<int>{D::kAnsReversed});
    EXPECT_EQ(hear(true, false), std::vector<int>{D::kAnsam});
    EXPECT_EQ(hear(true, true), std::vector<int>{D::kAnsamReversed});
  }
}

TEST(ToneDetector, HearsTheBeepAfterSpeechOnly) {
  for (const double hz : {440.0, 1000.0, 1400.0, 2000.0}) {
    for (const double ms : {120.0, 400.0, 1500.0}) {
      Signal call;
      for (std::uint64_t syllable = 0; syllable < 5; ++syllable) {  // as good as speech here: loud, with gaps, no tone
        test::Append(call, test::Noise(-25, 150, 8000, syllable));
        test::Append(call, test::Silence(60, 8000));
      }
      test::Append(call, After(300, test::Sine(hz, -25, ms, 8000)));
      EXPECT_EQ(Hear(call).signals(), std::vector<int>{ToneDetector::kBeep}) << hz << " " << ms;
      EXPECT_TRUE(Hear(After(1300, test::Sine(hz, -25, ms, 8000))).signals().empty()) << hz << " " << ms;
    }
  }
}

TEST(ToneDetector, FrameLengthsDoNotMatter) {
  const Signal signal = After(333, AnswerTone(true, true));
  const Heard whole = Hear(signal, {}, 8000, 8000);
  for (const std::size_t frame : {1u, 37u, 160u, 960u}) {
    const Heard parts = Hear(signal, {}, 8000, frame);
    ASSERT_EQ(parts.events.size(), whole.events.size());
    for (std::size_t i = 0; i < whole.events.size(); ++i) {
      EXPECT_EQ(parts.events[i].at_ms, whole.events[i].at_ms);
      EXPECT_EQ(parts.events[i].tone.lines.hz, whole.events[i].tone.lines.hz);
    }
  }
}

TEST(ToneDetector, NoiseAndSilenceAreNoTones) {
  EXPECT_TRUE(Hear(test::Silence(5000, 8000)).events.empty());
  for (const double dbov : {-60.0, -30.0, -12.0})
    EXPECT_TRUE(Hear(test::Noise(dbov, 60'000, 8000, 5)).events.empty()) << dbov;
}

TEST(ToneDetector, AFileThatASoftphonePlays) {
  OSSICLE_NEED_VECTORS("call-progress-tones");
  const Signal waiting = test::ReadWavSamples(test::VectorsFolder() / "call-progress-tones/callwaiting.wav");
  const auto ended = Hear(waiting).of(ToneEvent::Type::kEnded);
  ASSERT_EQ(ended.size(), 2u);
  for (const ToneEvent& event : ended) {
    EXPECT_NEAR(event.tone.lines.hz[0], 440, 1);
    EXPECT_NEAR(event.tone.on_ms, 300, 10);
    EXPECT_NEAR(event.level_dbm0, 1.2, 0.5);
  }
  EXPECT_NEAR(ended[1].tone.start_ms, 410, 10);
}

}  // namespace
}  // namespace ossicle::dsp
