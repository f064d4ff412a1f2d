#include <gtest/gtest.h>

#include "codec/codec_registry.h"
#include "codec/g722_codec.h"
#include "signals.h"
#include "spandsp_g722.h"
#include "vectors.h"

namespace ossicle::codec {
namespace {

using test::Signal;
using Octets = std::vector<std::uint8_t>;

Octets Encoded(ConstSamples samples, G722Mode mode = G722Mode::k64Kbps) {
  G722Encoder encoder(mode);
  Octets octets(samples.size() / 2);
  EXPECT_TRUE(encoder.Encode(samples, octets).ok());
  return octets;
}

Signal Decoded(Bytes octets, G722Mode mode = G722Mode::k64Kbps) {
  G722Decoder decoder(mode);
  Signal samples(2 * octets.size());
  EXPECT_TRUE(decoder.Decode(octets, samples).ok());
  return samples;
}

TEST(G722, EncodesTheVectorOfTheRecommendationBitForBit) {
  OSSICLE_NEED_VECTORS("g722-itu-stl");
  const auto folder = test::VectorsFolder() / "g722-itu-stl";
  const Signal words = test::ReadSamples(folder / "codspw.cod");
  const Octets expected(words.begin(), words.end());  // an octet in each word
  ASSERT_EQ(expected.size(), 48'768u);
  EXPECT_EQ(Encoded(test::ReadSamples(folder / "inpsp.bin")), expected);
}

TEST(G722, DecodesTheVectorOfTheRecommendationBitForBitInEachMode) {
  OSSICLE_NEED_VECTORS("g722-itu-stl");
  const auto folder = test::VectorsFolder() / "g722-itu-stl";
  const Signal words = test::ReadSamples(folder / "codspw.cod");
  const Octets octets(words.begin(), words.end());
  EXPECT_EQ(Decoded(octets, G722Mode::k64Kbps), test::ReadSamples(folder / "outsp1.bin"));
  EXPECT_EQ(Decoded(octets, G722Mode::k56Kbps), test::ReadSamples(folder / "outsp2.bin"));
  EXPECT_EQ(Decoded(octets, G722Mode::k48Kbps), test::ReadSamples(folder / "outsp3.bin"));
}

// FNV-1a of bytes; the digests below are of files whose SHA-256 was compared with that of the collection.
std::uint64_t Digest(Bytes bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

std::uint64_t Digest(ConstSamples samples) {
  Octets bytes;
  for (const Sample sample : samples) {
    bytes.push_back(static_cast<std::uint8_t>(sample & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>((sample >> 8) & 0xFF));
  }
  return Digest(bytes);
}

TEST(G722, AgreesWithAnotherCodecOnSpeechAndOverload) {
  OSSICLE_NEED_VECTORS("g722-libg722");
  const auto folder = test::VectorsFolder() / "g722-libg722";
  EXPECT_EQ(Digest(Decoded(test::ReadBytes(folder / "test.g722"))), 0xedfc6cc9de0b1993u);
  EXPECT_EQ(Digest(Decoded(test::ReadBytes(folder / "fullscale.g722"))), 0xc175db0c8e082b5bu);
  Signal samples = test::ReadSamples(folder / "pcminb.dat");
  for (Sample& sample : samples) sample = static_cast<Sample>(__builtin_bswap16(static_cast<std::uint16_t>(sample)));
  const Octets octets = Encoded(samples);
  EXPECT_EQ(Digest(octets), 0x831b83608c8f02beu);
  EXPECT_EQ(Digest(Decoded(octets)), 0xbd2f52cd78f1b774u);
}

TEST(G722, AgreesWithSpandspOnSpeechInNoiseInEachMode) {
  OSSICLE_NEED_VECTORS("speech-noise");
  test::SpandspG722 spandsp;
  if (!spandsp.found()) GTEST_SKIP() << "libspandsp.so.2 is not installed";
  constexpr std::size_t kSecond = test::SpeechInNoise::kSecond;
  for (const G722Mode mode : {G722Mode::k64Kbps, G722Mode::k56Kbps, G722Mode::k48Kbps}) {
    const int unused_bits = static_cast<int>(mode) - 1;
    test::SpeechInNoise source(test::ReadSamples(test::VectorsFolder() / "speech-noise/webrtc/audio_short16.pcm"), 2);
    spandsp.Restart(64'000 - 8'000 * unused_bits);
    G722Encoder encoder(mode);
    G722Decoder decoder(mode);
    Signal samples(kSecond), ours(kSecond), theirs(kSecond);
    Octets codes(kSecond / 2), their_codes(kSecond / 2);
    for (int second = 0; second < 10; ++second) {
      source.NextSecond(samples.data());
      ASSERT_TRUE(encoder.Encode(samples, codes).ok());
      ASSERT_TRUE(decoder.Decode(codes, ours).ok());
      for (std::uint8_t& code : codes) code = static_cast<std::uint8_t>(code >> unused_bits);
      spandsp.Encode(samples.data(), kSecond, their_codes.data());
      spandsp.Decode(codes.data(), codes.size(), theirs.data());
      ASSERT_EQ(codes, their_codes) << second;
      ASSERT_EQ(ours, theirs) << second;
    }
  }
}

TEST(G722, FrameLengthDoesNotMatter) {
  const Signal speech = test::Noise(-20, 400, 16000, 7);
  const Octets whole = Encoded(speech);
  G722Encoder encoder;
  G722Decoder decoder;
  Octets pieces(whole.size());
  Signal samples(speech.size());
  for (std::size_t at = 0, length = 1; at < whole.size(); at += length, length = length * 3 % 401) {
    length = std::min(length, whole.size() - at);
    const auto part = MutableBytes(pieces).subspan(at, length);
    ASSERT_EQ(encoder.Encode(ConstSamples(speech).subspan(2 * at, 2 * length), part).value(), length);
    ASSERT_EQ(decoder.Decode(part, Samples(samples).subspan(2 * at, 2 * length)).value(), 2 * length);
  }
  EXPECT_EQ(pieces, whole);
  EXPECT_EQ(samples, Decoded(whole));
}

TEST(G722, ResetIsAsNew) {
  const Signal noise = test::Noise(-10, 100, 16000, 3);
  G722Encoder encoder;
  G722Decoder decoder;
  Octets first(noise.size() / 2), second(first);
  Signal heard(noise.size()), again(noise.size());
  ASSERT_TRUE(encoder.Encode(noise, first).ok());
  ASSERT_TRUE(decoder.Decode(first, heard).ok());
  encoder.Reset();
  decoder.Reset();
  ASSERT_TRUE(encoder.Encode(noise, second).ok());
  ASSERT_TRUE(decoder.Decode(second, again).ok());
  EXPECT_EQ(first, second);
  EXPECT_EQ(heard, again);
}

// The zero section in one register and the plain one must be the same to the bit, on anything.
TEST(G722, BothZeroSectionsAgree) {
  g722::PortableZeroSection plain;
  g722::ZeroSection fast;
  Random random(11);
  for (int i = 0; i < 2'000'000; ++i) {
    const int bits = static_cast<int>(random.U32() % 15);  // magnitudes of all sizes, and long runs of one sign
    const int magnitude = static_cast<int>(random.U32() & ((1u << bits) - 1)) % 10'229;
    const int d = i / 4096 % 2 == 0 ? magnitude : (random.U32() & 1 ? -magnitude : magnitude);
    ASSERT_EQ(fast.Update(d), plain.Update(d)) << i;
  }
}

TEST(G722, ToneComesThroughInEitherBandAndMode) {
  const struct {
    G722Mode mode;
    double hz;
    double least_snr_db;
  } cases[] = {{G722Mode::k64Kbps, 1000, 30},
               {G722Mode::k56Kbps, 1000, 27},
               {G722Mode::k48Kbps, 1000, 21},
               {G722Mode::k64Kbps, 6000, 10}};
  for (const auto& [mode, hz, least_snr_db] : cases) {
    Signal heard = Decoded(Encoded(test::Sine(hz, -16, 1000, 16000), mode), mode);
    heard.erase(heard.begin(), heard.begin() + 1600);
    EXPECT_NEAR(test::ToneDbov(heard, hz, 16000), -16, 0.3) << hz;
    EXPECT_GT(test::SineSnrDb(heard, hz, 16000), least_snr_db) << hz;
  }
}

TEST(G722, LatencyIsThatOfTheMirrorFilters) {
  Signal click(640, 0);
  click[200] = 20'000;
  const Signal heard = Decoded(Encoded(click));
  const auto peak = std::max_element(heard.begin(), heard.end()) - heard.begin();
  EXPECT_EQ(peak, 200 + G722Encoder().latency_samples());
}

TEST(G722, AuxiliaryBitsAreZeroAndLeftOut) {
  const Signal noise = test::Noise(-20, 100, 16000, 5);
  for (const G722Mode mode : {G722Mode::k56Kbps, G722Mode::k48Kbps}) {
    Octets octets = Encoded(noise, mode);
    const Signal heard = Decoded(octets, mode);
    const auto data = static_cast<std::uint8_t>((1 << (static_cast<int>(mode) - 1)) - 1);
    for (std::uint8_t& octet : octets) {
      EXPECT_EQ(octet & data, 0);
      octet |= data;
    }
    EXPECT_EQ(Decoded(octets, mode), heard);
  }
}

TEST(G722, FullScaleSaturatesInPlaceOfWrapping) {
  Signal square(3200);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 40 % 2 == 0 ? 32767 : -32768;
  const Signal heard = Decoded(Encoded(square));
  for (std::size_t i = 800; i < heard.size(); ++i) {
    const std::size_t phase = (i - 22) % 80;            // of the square wave as it was sent
    if (phase % 40 < 12 || phase % 40 >= 28) continue;  // ripples of the filters at its edges
    EXPECT_GT(phase < 40 ? heard[i] : -heard[i], 20'000) << i;
  }
}

TEST(G722, ChecksItsSizes) {
  const auto decoder = std::move(MakeDecoder(Kind::kG722, 16000)).value();
  const auto encoder = std::move(MakeEncoder(Kind::kG722, 16000)).value();
  Octets payload(160, 0x11);
  Signal frame(320);
  EXPECT_EQ(decoder->PacketSamples(payload), 320u);
  EXPECT_EQ(decoder->Decode(payload, frame).value(), 320u);
  EXPECT_EQ(decoder->Decode(payload, Samples(frame).first(319)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(decoder->Decode({}, frame).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(encoder->MaxPayloadBytes(320), 160u);
  EXPECT_EQ(encoder->Encode(frame, payload).value(), 160u);
  EXPECT_EQ(encoder->Encode(frame, MutableBytes(payload).first(159)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(encoder->Encode(ConstSamples(frame).first(319), payload).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(encoder->Encode({}, payload).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(MakeDecoder(Kind::kG722, 8000).ok());
}

TEST(G722, IsDescribedAsRfc3551Does) {
  EXPECT_EQ(FindCodec("g722"), &Describe(Kind::kG722));
  EXPECT_EQ(Describe(Kind::kG722).payload_type, 9);
  EXPECT_EQ(Describe(Kind::kG722).clock_rate_hz, 8000);
}

}  // namespace
}  // namespace ossicle::codec
