#include "dsp/mixer.h"

#include <gtest/gtest.h>

#include <limits>

#include "signals.h"

namespace ossicle::dsp {
namespace {

using test::Signal;

Mixer WithInputs(std::size_t inputs, MixerOptions options = {}) {
  Mixer mixer(options);
  for (std::size_t i = 0; i < inputs; ++i) EXPECT_EQ(mixer.AddInput(), i);
  return mixer;
}

ConstSamples FrameOf(const Signal& signal, std::size_t tick, std::size_t length = 160) {
  return ConstSamples(signal).subspan(tick * length, length);
}

/// What the inputs' signals give, tick by tick, to the listener `input`, or to all when it is no input.
Signal Heard(Mixer& mixer, const std::vector<Signal>& signals, std::size_t listener) {
  const std::size_t length = mixer.frame_samples(), ticks = signals.at(0).size() / length;
  Signal heard;
  Signal out(mixer.output_samples());
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    for (std::size_t i = 0; i < signals.size(); ++i) mixer.Write(i, FrameOf(signals[i], tick, length));
    mixer.Mix();
    if (listener < signals.size())
      mixer.ReadWithout(listener, out);
    else
      mixer.ReadAll(out);
    test::Append(heard, out);
  }
  return heard;
}

TEST(Mixer, EachHearsAllButItselfExactly) {
  for (const std::size_t members : {1u, 2u, 3u, 4u, 5u, 9u, 100u, 1000u}) {
    std::vector<Signal> frames;
    for (std::size_t i = 0; i < members; ++i) frames.push_back(test::Noise(-60, 20, 8000, i + 1));
    Mixer mixer = WithInputs(members);
    for (std::size_t i = 0; i < members; ++i) mixer.Write(i, frames[i]);
    mixer.Mix();
    std::vector<int> sum(160);
    for (const Signal& frame : frames)
      for (std::size_t n = 0; n < 160; ++n) sum[n] += frame[n];
    Signal heard(160);
    for (std::size_t me = 0; me < members; ++me) {
      mixer.ReadWithout(me, heard);
      for (std::size_t n = 0; n < 160; ++n) ASSERT_EQ(heard[n], sum[n] - frames[me][n]) << members;
    }
    mixer.ReadAll(heard);
    for (std::size_t n = 0; n < 160; ++n) ASSERT_EQ(heard[n], sum[n]);
  }
}

TEST(Mixer, ALoneSpeakerPassesBitForBit) {
  Signal voice = test::Noise(-3, 20, 48000, 3);
  voice[7] = -32768;
  Mixer mixer = WithInputs(2, {.sample_rate_hz = 48000, .frame_samples = 960});
  mixer.Write(0, voice);
  mixer.Mix();
  Signal heard(960);
  mixer.ReadAll(heard);
  EXPECT_EQ(heard, voice);
  mixer.ReadWithout(1, heard);
  EXPECT_EQ(heard, voice);
  mixer.ReadWithout(0, heard);
  EXPECT_EQ(heard, Signal(960));
}

// Full scale voices, gains that are no round numbers, limiter, stereo, ranking: never a trace of one's own tone.
TEST(Mixer, NobodyHearsItselfInAnyMode) {
  for (const int channels : {1, 2}) {
    for (const std::size_t loudest : {0u, 4u}) {
      std::vector<Signal> tones;
      for (int i = 0; i < 6; ++i) tones.push_back(test::Sine(450 + 100 * i, -3.1, 4000, 8000, 0.3 * i));
      Mixer mixer = WithInputs(6, {.channels = channels, .loudest = loudest});
      for (std::size_t i = 0; i < 6; ++i) {
        mixer.SetGain(i, 2.7f - static_cast<float>(i));
        mixer.SetPan(i, 0.3f * static_cast<float>(i) - 0.7f);
      }
      const Signal heard = Heard(mixer, tones, 0);
      Signal left;
      for (std::size_t n = heard.size() / 2; n < heard.size(); n += static_cast<std::size_t>(channels)) left.push_back(heard[n]);
      EXPECT_LT(test::ToneDbov(left, 450, 8000), -100) << channels << " " << loudest;
      EXPECT_GT(test::ToneDbov(left, 550, 8000), -25);
    }
  }
}

TEST(Mixer, NobodyHearsItselfAmongAThousandAtFullScale) {
  std::vector<Signal> voices(1000, test::Noise(-9, 400, 8000, 1));
  for (std::size_t i = 0; i < voices.size(); ++i) voices[i] = test::Noise(-12, 400, 8000, i + 2);
  voices[0] = test::Sine(1000, -3.1, 400, 8000);
  Mixer mixer = WithInputs(voices.size());
  const Signal heard = Heard(mixer, voices, 0);
  // The same crowd without the tone sounds the same: the difference holds no tone.
  voices[0] = Signal(voices[0].size());
  Mixer quiet = WithInputs(voices.size());
  const Signal expected = Heard(quiet, voices, 0);
  Signal difference(heard.size());
  for (std::size_t n = 0; n < heard.size(); ++n) difference[n] = static_cast<Sample>(heard[n] - expected[n]);
  EXPECT_LT(test::ToneDbov(difference, 1000, 8000), -93);
}

TEST(Mixer, AFrameIsHeardForOneTick) {
  Mixer mixer = WithInputs(2);
  const Signal frame(160, Sample{1234});
  mixer.Write(0, frame);
  EXPECT_FALSE(mixer.mixed());
  mixer.Mix();
  Signal heard(160);
  mixer.ReadWithout(1, heard);
  EXPECT_EQ(heard, frame);
  mixer.Mix();
  mixer.ReadWithout(1, heard);
  EXPECT_EQ(heard, Signal(160));
}

TEST(Mixer, InputsComeAndGo) {
  Mixer mixer = WithInputs(3);
  const Signal frame(160, Sample{100});
  for (std::size_t i = 0; i < 3; ++i) mixer.Write(i, frame);
  mixer.SetGain(1, 20);
  mixer.RemoveInput(1);
  EXPECT_FALSE(mixer.HasInput(1));
  mixer.Mix();
  Signal heard(160);
  mixer.ReadAll(heard);
  EXPECT_EQ(heard, Signal(160, Sample{200}));
  EXPECT_EQ(mixer.AddInput(), 1u);  // with settings of its own
  mixer.Write(1, frame);
  mixer.Mix();
  mixer.ReadAll(heard);
  EXPECT_EQ(heard, frame);
}

TEST(Mixer, OddAndShortFramesStayInBounds) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{161}, std::size_t{999}}) {
    Mixer mixer = WithInputs(2);
    const Signal frame(length, Sample{100}), whole(160, Sample{5});
    mixer.Write(0, whole);
    mixer.Write(1, frame);
    mixer.Mix();
    Signal heard(160, Sample{-1});
    mixer.ReadWithout(1, heard);
    EXPECT_EQ(heard, whole);
    mixer.ReadAll(heard);
    for (std::size_t n = 0; n < 160; ++n) ASSERT_EQ(heard[n], n < length ? 105 : 5);
  }
}

TEST(Mixer, GainsAreInDecibels) {
  for (const float db : {-40.0f, -6.0f, 0.0f, 12.0f}) {
    Mixer mixer = WithInputs(2);
    mixer.SetGain(0, db);
    const Signal heard = Heard(mixer, {test::Sine(1000, -20, 400, 8000), Signal(3200)}, 1);
    EXPECT_NEAR(test::ToneDbov(heard, 1000, 8000), -20 + static_cast<double>(db), 0.02) << db;
  }
}

/// The worst of a tone's surroundings, 600 Hz away and more, over a change in the middle, in dB below the tone.
template <typename Change>
double SplatterDb(Change change) {
  const Signal tone = test::Sine(1000, -12, 400, 8000);
  Mixer mixer = WithInputs(2);
  Signal heard, out(160);
  for (std::size_t tick = 0; tick < 20; ++tick) {
    if (tick == 10) change(mixer);
    mixer.Write(0, FrameOf(tone, tick));
    mixer.Mix();
    mixer.ReadWithout(1, out);
    test::Append(heard, out);
  }
  double worst = -200;
  const Signal middle(heard.begin() + 1200, heard.begin() + 2000);
  Signal windowed(middle.size());
  for (std::size_t n = 0; n < middle.size(); ++n) {  // Blackman, whose own skirts are 58 dB down and fall fast
    const double turn = 2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(middle.size());
    windowed[n] = test::Clamp16(middle[n] * (0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn)));
  }
  for (double hz = 1600; hz < 4000; hz += 25) worst = std::max(worst, test::ToneDbov(windowed, hz, 8000));
  return worst - test::ToneDbov(windowed, 1000, 8000);
}

TEST(Mixer, ChangesOfGainDoNotClick) {
  EXPECT_LT(SplatterDb([](Mixer&) {}), -85);
  EXPECT_LT(SplatterDb([](Mixer& mixer) { mixer.SetMuted(0, true); }), -70);
  EXPECT_LT(SplatterDb([](Mixer& mixer) { mixer.SetGain(0, -20); }), -70);
  EXPECT_LT(SplatterDb([](Mixer& mixer) { mixer.SetGain(0, 6); }), -70);
}

TEST(Mixer, AMutedInputIsSilentAfterOneFrameAndHearsOn) {
  const Signal tone = test::Sine(1000, -12, 20, 8000), other = test::Sine(500, -12, 20, 8000);
  Mixer mixer = WithInputs(2);
  Signal heard(160);
  for (int tick = 0; tick < 3; ++tick) {
    mixer.SetMuted(0, tick > 0);
    mixer.Write(0, tone);
    mixer.Write(1, other);
    mixer.Mix();
    mixer.ReadWithout(0, heard);
    EXPECT_EQ(heard, other);
  }
  mixer.ReadWithout(1, heard);
  EXPECT_EQ(heard, Signal(160));
}

TEST(Mixer, MutedBeforeItSpeaksNothingIsHeard) {
  Mixer mixer = WithInputs(2);
  mixer.SetMuted(0, true);
  const Signal heard = Heard(mixer, {test::Noise(-10, 100, 8000, 1), Signal(800)}, 1);
  EXPECT_EQ(heard, Signal(800));
}

TEST(Mixer, PlacesAtConstantPower) {
  for (const float pan : {-1.0f, -0.5f, 0.0f, 0.25f, 1.0f}) {
    Mixer mixer = WithInputs(2, {.channels = 2});
    mixer.SetPan(0, pan);
    const Signal both = Heard(mixer, {test::Sine(1000, -20, 400, 8000), Signal(3200)}, 1);
    ASSERT_EQ(both.size(), 6400u);
    Signal left, right;
    for (std::size_t n = 0; n < both.size(); n += 2) left.push_back(both[n]), right.push_back(both[n + 1]);
    const double l = test::ToneDbov(left, 1000, 8000), r = test::ToneDbov(right, 1000, 8000);
    EXPECT_NEAR(10 * std::log10(std::pow(10, l / 10) + std::pow(10, r / 10)), -20, 0.02) << pan;
    if (pan == 0.0f) {
      EXPECT_NEAR(l, -23.01, 0.02);
      EXPECT_NEAR(r, -23.01, 0.02);
    }
    if (pan == -1.0f) {
      EXPECT_LT(r, -120);
    }
    if (pan == 1.0f) {
      EXPECT_LT(l, -120);
    }
    if (pan == 0.25f) {
      EXPECT_GT(r, l);
    }
  }
}

TEST(Mixer, FloatsGoInAndOut) {
  Mixer mixer = WithInputs(2);
  std::vector<float> voice(160), heard(160);
  for (std::size_t n = 0; n < 160; ++n) voice[n] = 0.4f * std::sin(0.1f * static_cast<float>(n));
  voice[3] = std::numeric_limits<float>::quiet_NaN();
  voice[4] = std::numeric_limits<float>::infinity();
  mixer.Write(0, voice);
  mixer.Mix();
  mixer.ReadWithout(1, heard);
  EXPECT_EQ(mixer.non_finite_samples(), 2u);
  voice[3] = voice[4] = 0;
  EXPECT_EQ(heard, voice);
  mixer.ReadWithout(0, heard);
  EXPECT_EQ(heard, std::vector<float>(160));
}

TEST(Mixer, NothingThatIsWrittenGivesNanOrTooMuch) {
  Mixer mixer = WithInputs(3, {.channels = 2, .loudest = 2, .find_speaker = true});
  const std::vector<float> most(160, std::numeric_limits<float>::max()), least(160, -3.0e38f);
  std::vector<float> heard(320);
  for (int tick = 0; tick < 20; ++tick) {
    for (std::size_t i = 0; i < 3; ++i) {
      mixer.SetGain(i, tick % 3 == 0 ? 40.0f : -120.0f);
      mixer.Write(i, std::span<const float>(tick % 5 < 3 ? most : least));
    }
    mixer.Mix();
    mixer.ReadAll(heard);
    for (const float sample : heard) ASSERT_LE(std::fabs(sample), 1.0f);
  }
}

}  // namespace
}  // namespace ossicle::dsp
