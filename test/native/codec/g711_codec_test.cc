#include "codec/g711_codec.h"

#include <gtest/gtest.h>

#include <array>

#include "codec/codec_registry.h"
#include "signals.h"
#include "vectors.h"

namespace ossicle::codec {
namespace {

using test::Signal;

// ITU-T G.711 as its tables put it: decision values and quantized values of the positive half, built by segment.
struct Level {
  int decision;  // lowest magnitude of the interval
  int value;
};

// Table 2, magnitudes of 14 bits: the first interval is 0..1 with value 0; segments have steps 2, 4, … 256.
std::array<Level, 128> MuLevels() {
  std::array<Level, 128> levels{};
  int decision = 1;
  levels[0] = {0, 0};
  for (std::size_t code = 1; code < 128; ++code) {
    const int step = 2 << (code / 16);
    levels[code] = {decision, decision + step / 2};
    decision += step;
  }
  return levels;
}

// Table 1, magnitudes of 13 bits halved to 12: steps 1, 1, 2, 4, … 64, values in the middle (in halves).
std::array<Level, 128> ALevels() {
  std::array<Level, 128> levels{};
  int decision = 0;
  for (std::size_t code = 0; code < 128; ++code) {
    const int step = code < 16 ? 1 : 1 << (code / 16 - 1);
    levels[code] = {decision, 2 * decision + step};
    decision += step;
  }
  return levels;
}

std::uint8_t Quantize(const std::array<Level, 128>& levels, int magnitude) {
  std::uint8_t code = 127;
  while (levels[code].decision > magnitude) --code;
  return code;
}

Signal AllSamples() {
  Signal all;
  for (int value = -32768; value <= 32767; ++value) all.push_back(static_cast<Sample>(value));
  return all;
}

std::vector<std::uint8_t> AllCodes() {
  std::vector<std::uint8_t> all;
  for (int code = 0; code < 256; ++code) all.push_back(static_cast<std::uint8_t>(code));
  return all;
}

TEST(G711, MuLawIsTheTableForEverySample) {
  const auto levels = MuLevels();
  const Signal all = AllSamples();
  std::vector<std::uint8_t> codes(all.size());
  EncodeMuLaw(all, codes);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int magnitude = (all[i] < 0 ? -1 - all[i] : all[i]) >> 2;
    const int expected = (all[i] < 0 ? 0x7F : 0xFF) - Quantize(levels, std::min(magnitude, 8158));
    ASSERT_EQ(codes[i], expected) << all[i];
  }
}

TEST(G711, ALawIsTheTableForEverySample) {
  const auto levels = ALevels();
  const Signal all = AllSamples();
  std::vector<std::uint8_t> codes(all.size());
  EncodeALaw(all, codes);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int magnitude = (all[i] < 0 ? -1 - all[i] : all[i]) >> 4;
    const int expected = (Quantize(levels, magnitude) | (all[i] < 0 ? 0 : 0x80)) ^ 0x55;
    ASSERT_EQ(codes[i], expected) << all[i];
  }
}

TEST(G711, EveryCodeDecodesToItsTableValue) {
  const auto mu = MuLevels(), a = ALevels();
  const auto codes = AllCodes();
  Signal mu_samples(256), a_samples(256);
  DecodeMuLaw(codes, mu_samples);
  DecodeALaw(codes, a_samples);
  for (std::size_t code = 0; code < 256; ++code) {
    const int mu_value = mu[~code & 0x7F].value * 4, a_value = a[(code ^ 0x55) & 0x7F].value * 8;
    ASSERT_EQ(mu_samples[code], code & 0x80 ? mu_value : -mu_value) << code;
    ASSERT_EQ(a_samples[code], code & 0x80 ? a_value : -a_value) << code;
  }
}

TEST(G711, FrameLengthDoesNotMatter) {
  const Signal all = AllSamples();
  std::vector<std::uint8_t> whole(all.size()), pieces(all.size());
  EncodeMuLaw(all, whole);
  for (std::size_t at = 0, length = 0; at < all.size(); at += length, length = (length + 1) % 67) {
    const std::size_t count = std::min(length, all.size() - at);
    EncodeMuLaw(ConstSamples(all).subspan(at, count), MutableBytes(pieces).subspan(at, count));
  }
  EXPECT_EQ(whole, pieces);
}

TEST(G711, CodecsCheckTheirSizes) {
  for (const Kind kind : {Kind::kPcmu, Kind::kPcma}) {
    const auto decoder = std::move(MakeDecoder(kind, 8000)).value();
    const auto encoder = std::move(MakeEncoder(kind, 8000)).value();
    std::vector<std::uint8_t> payload(160, 0x11);
    Signal frame(160);
    EXPECT_EQ(decoder->PacketSamples(payload), 160u);
    EXPECT_EQ(decoder->Decode(payload, frame).value(), 160u);
    EXPECT_EQ(decoder->Decode(payload, Samples(frame).first(159)).status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(decoder->Decode({}, frame).status().code(), StatusCode::kMalformed);
    EXPECT_FALSE(decoder->has_own_concealment());
    EXPECT_EQ(decoder->DecodeFec(payload, frame), 0u);
    EXPECT_EQ(encoder->Encode(frame, payload).value(), 160u);
    EXPECT_EQ(encoder->Encode(frame, MutableBytes(payload).first(159)).status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(encoder->Encode({}, payload).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(G711, AToneComesThroughWithThirtySevenDecibels) {
  for (const Kind kind : {Kind::kPcmu, Kind::kPcma}) {
    const auto decoder = std::move(MakeDecoder(kind, 8000)).value();
    const auto encoder = std::move(MakeEncoder(kind, 8000)).value();
    Signal tone = test::Sine(1020, -16, 200, 8000);
    std::vector<std::uint8_t> payload(1600);
    ASSERT_TRUE(encoder->Encode(tone, payload).ok());
    ASSERT_TRUE(decoder->Decode(payload, tone).ok());
    EXPECT_GT(test::SineSnrDb(tone, 1020, 8000), 36);
    EXPECT_NEAR(test::ToneDbov(tone, 1020, 8000), -16, 0.05);
  }
}

struct Law {
  const char* encoded;
  const char* decoded;
  void (*encode)(ConstSamples, MutableBytes);
  void (*decode)(Bytes, Samples);
};

class G711Vectors : public testing::TestWithParam<Law> {};

TEST_P(G711Vectors, EqualTheReferenceBitForBit) {
  OSSICLE_NEED_VECTORS("g711-itu-stl");
  const auto folder = test::VectorsFolder() / "g711-itu-stl";
  const Signal source = test::ReadSamples(folder / "sweep.src");
  const Signal reference_codes = test::ReadSamples(folder / GetParam().encoded);
  const Signal reference_samples = test::ReadSamples(folder / GetParam().decoded);
  ASSERT_EQ(source.size(), 65'536u);
  std::vector<std::uint8_t> codes(source.size());
  GetParam().encode(source, codes);
  for (std::size_t i = 0; i < codes.size(); ++i) ASSERT_EQ(codes[i], reference_codes[i]) << source[i];
  Signal samples(codes.size());
  GetParam().decode(codes, samples);
  EXPECT_EQ(samples, reference_samples);
}

INSTANTIATE_TEST_SUITE_P(BothLaws, G711Vectors,
                         testing::Values(Law{"sweep-r.u", "sweep-r.u-u", EncodeMuLaw, DecodeMuLaw},
                                         Law{"sweep-r.a", "sweep-r.a-a", EncodeALaw, DecodeALaw}));

}  // namespace
}  // namespace ossicle::codec
