// Comfort noise of RFC 3389 in the pauses of a phone that sends nothing in them.
#include <gtest/gtest.h>

#include "codec/comfort_noise.h"
#include "codec/g711_codec.h"
#include "core/random.h"
#include "session/packet_playout.h"
#include "signals.h"

namespace ossicle::session {
namespace {

using test::Signal;

constexpr PayloadType kAudio{0}, kNoise{13};
constexpr double kToneHz = 300, kToneDbov = -20;

/// A phone on a line without jitter, and what is heard of it.
class PausingPhone {
 public:
  PausingPhone()
      : playout_({}, std::make_unique<codec::G711Decoder>(codec::G711Law::kMu), {kAudio, kNoise},
                 rtp::JitterBufferConfig{}) {}

  /// `phase` at the beginning: a tone that starts at its peak is a click of its own, unless it is faded in.
  void Speak(int ms, double phase = 0) {
    const Signal tone = test::Sine(kToneHz, kToneDbov, ms, 8000, phase);
    for (int at = 0; at + 160 <= static_cast<int>(tone.size()); at += 160) {
      std::array<std::uint8_t, 160> payload;
      (void)encoder_.Encode(ConstSamples(tone).subspan(static_cast<std::size_t>(at), 160), payload);
      Send(kAudio, payload);
      Tick();
    }
  }

  /// Says nothing but a description now and then; the first one at once.
  void Pause(int ms, const std::vector<std::uint8_t>& description, int every_ms = 10'000) {
    for (int passed = 0; passed < ms; passed += 20) {
      if (passed % every_ms == 0) Send(kNoise, description);
      Tick();
    }
  }

  void Send(PayloadType type, Bytes payload) {
    std::array<std::uint8_t, 300> datagram;
    const rtp::RtpPacket packet{.payload_type = type,
                                .sequence_number = sequence_++,
                                .timestamp = timestamp_ + noise_timestamp_off * (type == kNoise),
                                .ssrc = Ssrc{5},
                                .payload = payload};
    if (lost) return;
    const std::size_t size = rtp::WriteRtp(packet, datagram);
    const Duration early = type == kNoise ? noise_early : Duration::zero();
    (void)playout_.Insert(Bytes(datagram).first(size), now_ - early);
  }

  void Tick() {
    Signal frame(160);
    (void)playout_.Pull(now_ + Milliseconds(5), frame);
    test::Append(heard, frame);
    now_ += Milliseconds(20);
    timestamp_ += 160;
  }

  ConstSamples Last(int ms) const { return ConstSamples(heard).last(static_cast<std::size_t>(ms) * 8); }
  const Playout& playout() const { return playout_.playout(); }

  Signal heard;
  bool lost = false;
  Duration noise_early{};
  std::uint32_t noise_timestamp_off = 0;

 private:
  codec::G711Encoder encoder_{codec::G711Law::kMu};
  PacketPlayout playout_;
  Instant now_ = Instant{} + Milliseconds(1'000'000);
  std::uint16_t sequence_ = 65'530;
  std::uint32_t timestamp_ = 0xFFFFF000;
};

std::vector<std::uint8_t> Level(int minus_dbov) { return {static_cast<std::uint8_t>(minus_dbov)}; }

/// Largest step from one sample to the next.
int Steepest(ConstSamples signal) {
  int steepest = 0;
  for (std::size_t i = 1; i < signal.size(); ++i) steepest = std::max(steepest, std::abs(signal[i] - signal[i - 1]));
  return steepest;
}

TEST(Pauses, SoundAsLoudAsDescribed) {
  for (const int level : {30, 45, 60, 75}) {
    PausingPhone phone;
    phone.Speak(1000);
    phone.Pause(4000, Level(level), 400);
    EXPECT_NEAR(test::RmsDbov(phone.Last(3800)), -level, 0.5);
    EXPECT_EQ(phone.playout().stats().concealed_samples, 0u);
    phone.Speak(1000);
    EXPECT_NEAR(test::RmsDbov(phone.Last(900)), kToneDbov, 0.1);
    EXPECT_EQ(phone.playout().stats().concealed_samples, 0u);
  }
}

TEST(Pauses, HaveTheSpectrumDescribed) {
  for (const int reflection : {-100, 100}) {
    PausingPhone phone;
    phone.Speak(200);
    phone.Pause(3000, {40, static_cast<std::uint8_t>(127 + reflection)});
    const ConstSamples noise = phone.Last(2800);
    double zero = 0, one = 0;
    for (std::size_t i = 1; i < noise.size(); ++i) {
      zero += double{1} * noise[i] * noise[i];
      one += double{1} * noise[i] * noise[i - 1];
    }
    EXPECT_NEAR(one / zero, -reflection * 258.0 / 32768, 0.03);  // of order 1, they are the same but for the sign
    EXPECT_NEAR(test::RmsDbov(noise), -40, 1);
  }
}

TEST(Pauses, BeginAndEndWithoutAClick) {
  PausingPhone steady;
  steady.Speak(2000);
  const int own = Steepest(steady.Last(1500));
  for (int n = 0; n < 16; ++n) {
    PausingPhone phone;
    phone.Speak(1000, n * 0.4);
    phone.Pause(500, Level(55));
    phone.Speak(500, n * 0.4);
    EXPECT_LE(Steepest(phone.Last(1900)), own * 5 / 4) << n;
  }
}

TEST(Pauses, FollowEachNewDescription) {
  PausingPhone phone;
  phone.Speak(500);
  for (const int level : {40, 60, 50}) {
    phone.Pause(1200, Level(level));
    EXPECT_NEAR(test::RmsDbov(phone.Last(900)), -level, 1);
  }
}

TEST(Pauses, LeaveTheDelayAlone) {
  for (const Duration early : {Milliseconds(0), Milliseconds(18)}) {
    for (const std::uint32_t off : {0u, 160u, 0u - 160u, 50'000u, 0u - 50'000u}) {
      PausingPhone phone;
      phone.noise_early = early;
      phone.noise_timestamp_off = off;
      phone.Speak(2000);
      const Duration target = phone.playout().target_delay();
      for (int n = 0; n < 20; ++n) {
        phone.Pause(300, Level(60), 100);
        phone.Speak(700);
      }
      EXPECT_LE(phone.playout().target_delay(), target) << ToMilliseconds(early) << " ms early, off by " << off;
      EXPECT_EQ(phone.playout().stats().concealed_samples, 0u);
      EXPECT_EQ(phone.playout().totals().discarded, 0u);
      EXPECT_EQ(phone.playout().packet_stats().resets, 0u);
      EXPECT_NEAR(test::RmsDbov(phone.Last(600)), kToneDbov, 0.1);
    }
  }
}

TEST(Pauses, WhoseDescriptionIsLostSoundAsTheLastOne) {
  PausingPhone phone;
  phone.Speak(500);
  phone.Pause(500, Level(50));
  phone.Speak(500);
  phone.lost = true;
  phone.Pause(1000, Level(40));
  phone.lost = false;
  EXPECT_NEAR(test::RmsDbov(phone.Last(800)), -50, 1);
  EXPECT_LE(phone.playout().totals().concealed, Milliseconds(80));
  phone.Speak(500);
  EXPECT_NEAR(test::RmsDbov(phone.Last(400)), kToneDbov, 0.1);
}

TEST(Pauses, WhoseFirstWordIsLostGoOnUntilTheNext) {
  PausingPhone phone;
  phone.Speak(500);
  phone.Pause(500, Level(50));
  phone.lost = true;
  phone.Speak(100);
  EXPECT_NEAR(test::RmsDbov(phone.Last(100)), -50, 2);
  phone.lost = false;
  phone.Speak(500);
  EXPECT_NEAR(test::RmsDbov(phone.Last(400)), kToneDbov, 0.1);
  EXPECT_EQ(phone.playout().stats().concealed_samples, 0u);
  EXPECT_EQ(phone.playout().packet_stats().lost, 5u);
}

TEST(Pauses, MayComeFirstAndLastAnHour) {
  PausingPhone phone;
  phone.Pause(3'600'000, Level(50), 1000);
  EXPECT_NEAR(test::RmsDbov(phone.Last(10'000)), -50, 0.5);
  phone.Speak(1000);
  EXPECT_NEAR(test::RmsDbov(phone.Last(800)), kToneDbov, 0.1);
}

TEST(Pauses, NonsenseChangesNothing) {
  PausingPhone phone;
  phone.Speak(500);
  phone.Pause(500, Level(50));
  for (const auto& nonsense : {std::vector<std::uint8_t>{}, {0x80}, {0xFF, 1, 2}}) phone.Pause(300, nonsense, 20);
  EXPECT_NEAR(test::RmsDbov(phone.Last(800)), -50, 0.7);
  EXPECT_EQ(phone.playout().stats().packets_undecodable, 45u);
  for (int n = 0; n < 300; ++n) phone.Send(kNoise, Level(50));  // all at once
  phone.Speak(1000);
  EXPECT_NEAR(test::RmsDbov(phone.Last(600)), kToneDbov, 0.1);
}

}  // namespace
}  // namespace ossicle::session
