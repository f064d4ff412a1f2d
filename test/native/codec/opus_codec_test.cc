#include "codec/opus_codec.h"

#include <gtest/gtest.h>

#include "codec/codec_registry.h"
#include "signals.h"
#include "vectors.h"

namespace ossicle::codec {
namespace {

using test::Signal;
using Packet = std::vector<std::uint8_t>;

constexpr int kRates[] = {8000, 12000, 16000, 24000, 48000};

std::unique_ptr<AudioDecoder> Decoder(int rate_hz) { return std::move(MakeDecoder(Kind::kOpus, rate_hz)).value(); }
std::unique_ptr<AudioEncoder> Encoder(int rate_hz, const EncoderOptions& options = {}) {
  return std::move(MakeEncoder(Kind::kOpus, rate_hz, options)).value();
}

std::vector<Packet> Encoded(AudioEncoder& encoder, Signal signal, double frame_ms, int rate_hz) {
  std::vector<Packet> packets;
  test::ForEachFrame(signal, frame_ms, rate_hz, [&](Samples frame) {
    Packet packet(encoder.MaxPayloadBytes(frame.size()));
    packet.resize(encoder.Encode(frame, packet).value());
    packets.push_back(packet);
  });
  return packets;
}

Signal Decoded(AudioDecoder& decoder, const std::vector<Packet>& packets) {
  Signal out;
  for (const Packet& packet : packets) {
    Signal frame(kMaxFrameSamples);
    frame.resize(decoder.Decode(packet, frame).value());
    test::Append(out, frame);
  }
  return out;
}

/// Vowel-like: a fundamental and its harmonics.
Signal Voice(double hz, double ms, int rate_hz) {
  Signal out = test::Silence(ms, rate_hz);
  for (int harmonic = 1; harmonic * hz < 3000; ++harmonic)
    out = test::Added(out, test::Sine(hz * harmonic, -20 - 20 * std::log10(harmonic), ms, rate_hz, harmonic));
  return out;
}

double Distance(ConstSamples a, ConstSamples b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{1} * (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/// Vowels with the rhythm of speech, over a little noise.
Signal Babble(double ms, int rate_hz) {
  Signal out;
  for (int i = 0; out.size() < test::SamplesIn(ms, rate_hz); ++i) {
    test::Append(out, Voice(120 + 17 * (i % 5), 160, rate_hz));
    test::Append(out, test::Silence(80, rate_hz));
  }
  out.resize(test::SamplesIn(ms, rate_hz));
  return test::Added(out, test::Noise(-60, ms, rate_hz, 9));
}

TEST(Opus, AToneSurvivesAtEveryRateAndFrameLength) {
  for (const int rate_hz : kRates)
    for (const double frame_ms : {2.5, 5.0, 10.0, 20.0, 40.0, 60.0}) {
      const auto encoder = Encoder(rate_hz, {.bitrate_bps = 40000});
      const auto decoder = Decoder(rate_hz);
      const Signal out = Decoded(*decoder, Encoded(*encoder, test::Sine(1000, -20, 600, rate_hz), frame_ms, rate_hz));
      ASSERT_EQ(out.size(), test::SamplesIn(600, rate_hz));
      const ConstSamples settled = ConstSamples(out).subspan(test::SamplesIn(300, rate_hz), test::SamplesIn(200, rate_hz));
      EXPECT_NEAR(test::ToneDbov(settled, 1000, rate_hz), -20, 1.5) << rate_hz << ", " << frame_ms << " ms";
    }
}

TEST(Opus, RatesCanDifferBetweenTheEnds) {
  for (const int from_hz : kRates)
    for (const int to_hz : kRates) {
      const auto encoder = Encoder(from_hz);
      const auto decoder = Decoder(to_hz);
      const Signal out = Decoded(*decoder, Encoded(*encoder, test::Sine(500, -20, 400, from_hz), 20, from_hz));
      ASSERT_EQ(out.size(), test::SamplesIn(400, to_hz));
      const ConstSamples settled = ConstSamples(out).subspan(test::SamplesIn(200, to_hz), test::SamplesIn(180, to_hz));
      EXPECT_NEAR(test::ToneDbov(settled, 500, to_hz), -20, 1.5) << from_hz << " to " << to_hz;
    }
}

TEST(Opus, BitrateAndComplexityAreUsed) {
  const auto bits_per_second = [](int bitrate_bps) {
    const auto encoder = Encoder(16000, {.bitrate_bps = bitrate_bps});
    std::size_t bytes = 0;
    for (const Packet& packet : Encoded(*encoder, Babble(2000, 16000), 20, 16000)) bytes += packet.size();
    return static_cast<double>(bytes) * 8 / 2;
  };
  EXPECT_NEAR(bits_per_second(12000), 12000, 4000);
  EXPECT_NEAR(bits_per_second(24000), 24000, 6000);
  EXPECT_GT(bits_per_second(48000), 30000);
  const auto simple = Encoder(16000, {.complexity = 0}), thorough = Encoder(16000, {.complexity = 10});
  const Signal babble = Babble(400, 16000);
  EXPECT_NE(Encoded(*simple, babble, 20, 16000), Encoded(*thorough, babble, 20, 16000));
}

TEST(Opus, PacketSamplesTellsTheDurationAtTheRate) {
  for (const int rate_hz : kRates) {
    const auto encoder = Encoder(rate_hz);
    const auto decoder = Decoder(rate_hz);
    for (const double ms : {2.5, 20.0, 60.0})
      for (const Packet& packet : Encoded(*encoder, Voice(140, 60, rate_hz), ms, rate_hz))
        EXPECT_EQ(decoder->PacketSamples(packet), test::SamplesIn(ms, rate_hz));
  }
}

TEST(Opus, RedundancyRestoresLostPackets) {
  const auto encoder = Encoder(16000, {.bitrate_bps = 24000, .fec = true, .expected_loss_percent = 20});
  const auto packets = Encoded(*encoder, Babble(2000, 16000), 20, 16000);
  const auto fec_decoder = Decoder(16000), plc_decoder = Decoder(16000), decoder = Decoder(16000);
  const Signal truth = Decoded(*decoder, packets);
  double fec_error = 0, plc_error = 0;
  int restored = 0;
  for (std::size_t lost = 0; lost + 1 < packets.size(); ++lost) {
    if (!OpusPacketHasFec(packets[lost + 1])) continue;
    fec_decoder->Reset();
    plc_decoder->Reset();
    const std::vector<Packet> before(packets.begin(), packets.begin() + static_cast<std::ptrdiff_t>(lost));
    Decoded(*fec_decoder, before);
    Decoded(*plc_decoder, before);
    Signal guess(320);
    ASSERT_EQ(fec_decoder->DecodeFec(packets[lost + 1], guess), 320u);
    fec_error += Distance(guess, ConstSamples(truth).subspan(lost * 320, 320));
    ASSERT_EQ(plc_decoder->Conceal(guess), 320u);
    plc_error += Distance(guess, ConstSamples(truth).subspan(lost * 320, 320));
    ++restored;
  }
  EXPECT_GE(restored, 20);
  EXPECT_LT(fec_error, plc_error / 2);
}

TEST(Opus, WithoutExpectedLossThereIsNoRedundancy) {
  const auto encoder = Encoder(16000, {.fec = true, .expected_loss_percent = 0});
  const auto decoder = Decoder(16000);
  Signal frame(320);
  for (const Packet& packet : Encoded(*encoder, Babble(800, 16000), 20, 16000)) {
    EXPECT_FALSE(OpusPacketHasFec(packet));
    EXPECT_EQ(decoder->DecodeFec(packet, frame), 0u);
  }
  encoder->SetExpectedLoss(25);
  const auto packets = Encoded(*encoder, Babble(800, 16000), 20, 16000);
  EXPECT_GT(std::count_if(packets.begin(), packets.end(), [](const Packet& p) { return OpusPacketHasFec(p); }), 10);
}

TEST(Opus, ConcealmentGoesOnAndFades) {
  for (const int rate_hz : kRates) {
    const auto encoder = Encoder(rate_hz);
    const auto decoder = Decoder(rate_hz);
    ASSERT_TRUE(decoder->has_own_concealment());
    Decoded(*decoder, Encoded(*encoder, Voice(140, 400, rate_hz), 20, rate_hz));
    Signal first(test::SamplesIn(20, rate_hz)), last(first.size());
    ASSERT_EQ(decoder->Conceal(first), first.size());
    for (int i = 0; i < 50; ++i) ASSERT_EQ(decoder->Conceal(last), last.size());
    EXPECT_GT(test::RmsDbov(first), -30) << rate_hz;
    EXPECT_LT(test::RmsDbov(last), -50) << rate_hz;
  }
}

TEST(Opus, NothingIsWrittenPastTheFrame) {
  const auto encoder = Encoder(48000);
  const auto decoder = Decoder(48000);
  const auto packets = Encoded(*encoder, Voice(140, 60, 48000), 60, 48000);
  Signal out(2880 + 10, Sample{77});
  EXPECT_EQ(decoder->Decode(packets[0], Samples(out).first(2879)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(out, Signal(2890, Sample{77}));
  EXPECT_EQ(decoder->Decode(packets[0], out).value(), 2880u);
  for (std::size_t i = 2880; i < out.size(); ++i) EXPECT_EQ(out[i], 77);
  EXPECT_EQ(decoder->Conceal(Samples(out).first(0)), 0u);
  EXPECT_EQ(decoder->Conceal(Samples(out).first(161)), 0u);
  EXPECT_EQ(decoder->DecodeFec(packets[0], Samples(out).first(7)), 0u);
}

TEST(Opus, MalformedPacketsAreRefused) {
  const auto decoder = Decoder(16000);
  Signal out(kMaxFrameSamples);
  const Packet bad[] = {
      {},                              // loss, to libopus
      {0x0B},                          // code 3 without a count
      {0x0B, 0x00},                    // no frames
      {0x0B, 0x3F, 1, 2, 3},           // 63 frames of 20 ms: more than 120 ms
      {0x09, 1, 2, 3},                 // two equal frames in an odd number of bytes
      {0x0A, 0xFF, 0xFF, 1},           // first frame longer than the packet
      {0x4B, 0x41, 0xFF, 0xFF, 0xFF},  // padding without end
      Packet(70'000, 0x08),
  };
  for (const Packet& packet : bad) {
    EXPECT_EQ(decoder->PacketSamples(packet), 0u) << packet.size();
    EXPECT_EQ(decoder->Decode(packet, out).status().code(), StatusCode::kMalformed) << packet.size();
    EXPECT_EQ(decoder->DecodeFec(packet, Samples(out).first(320)), 0u);
    EXPECT_FALSE(OpusPacketHasFec(packet));
  }
}

TEST(Opus, RandomBytesNeitherCrashNorOverrun) {
  Random random(11);
  const auto decoder = Decoder(48000);
  for (int i = 0; i < 20'000; ++i) {
    Packet packet(1 + random.U32() % 200);
    for (std::uint8_t& byte : packet) byte = static_cast<std::uint8_t>(random.U32());
    Signal out(960 + 1, Sample{77});
    const auto decoded = decoder->Decode(packet, Samples(out).first(960));
    if (decoded.ok()) {
      EXPECT_LE(decoded.value(), 960u);
    }
    decoder->DecodeFec(packet, Samples(out).first(960));
    ASSERT_EQ(out[960], 77);
  }
}

TEST(Opus, ChecksFramesAndRates) {
  const auto encoder = Encoder(16000);
  Packet packet(2000);
  for (const std::size_t samples : {0, 1, 100, 319, 321, 1920})
    EXPECT_EQ(encoder->Encode(Signal(samples), packet).status().code(), StatusCode::kInvalidArgument) << samples;
  EXPECT_FALSE(encoder->Encode(Signal(320), MutableBytes(packet).first(0)).ok());
  for (const int rate_hz : {0, -8000, 11025, 44100, 32000}) {
    EXPECT_EQ(MakeDecoder(Kind::kOpus, rate_hz).status().code(), StatusCode::kUnsupported);
    EXPECT_EQ(MakeEncoder(Kind::kOpus, rate_hz).status().code(), StatusCode::kUnsupported);
  }
}

TEST(Opus, ResetRepeatsTheStreamBitForBit) {
  const auto encoder = Encoder(16000);
  const auto decoder = Decoder(16000);
  const Signal voice = Voice(140, 400, 16000);
  const auto packets = Encoded(*encoder, voice, 20, 16000);
  const Signal first = Decoded(*decoder, packets);
  encoder->Reset();
  decoder->Reset();
  EXPECT_EQ(Encoded(*encoder, voice, 20, 16000), packets);
  EXPECT_EQ(Decoded(*decoder, packets), first);
}

}  // namespace
}  // namespace ossicle::codec
