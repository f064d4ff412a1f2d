#include <gtest/gtest.h>

#include "codec/codec_registry.h"
#include "codec/l16_codec.h"
#include "signals.h"

namespace ossicle::codec {
namespace {

using test::Signal;

TEST(L16, IsNetworkByteOrder) {
  const Signal samples = {0x0102, -2, 32767, -32768};
  std::vector<std::uint8_t> payload(8);
  EncodeL16(samples, payload);
  EXPECT_EQ(payload, (std::vector<std::uint8_t>{0x01, 0x02, 0xFF, 0xFE, 0x7F, 0xFF, 0x80, 0x00}));
}

TEST(L16, EverySampleComesBackAtEveryRate) {
  Signal all;
  for (int value = -32768; value <= 32767; ++value) all.push_back(static_cast<Sample>(value));
  for (const int rate_hz : Describe(Kind::kL16).sample_rates_hz) {
    const auto decoder = std::move(MakeDecoder(Kind::kL16, rate_hz)).value();
    const auto encoder = std::move(MakeEncoder(Kind::kL16, rate_hz)).value();
    std::vector<std::uint8_t> payload(encoder->MaxPayloadBytes(all.size()));
    Signal back(all.size());
    ASSERT_EQ(encoder->Encode(all, payload).value(), payload.size());
    ASSERT_EQ(decoder->PacketSamples(payload), all.size());
    ASSERT_EQ(decoder->Decode(payload, back).value(), all.size());
    EXPECT_EQ(back, all);
  }
}

TEST(L16, ChecksItsSizes) {
  L16Decoder decoder;
  L16Encoder encoder;
  std::vector<std::uint8_t> payload(320);
  Signal frame(160);
  EXPECT_EQ(decoder.Decode(payload, Samples(frame).first(159)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(decoder.Decode({}, frame).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(decoder.Decode(Bytes(payload).first(319), frame).status().code(), StatusCode::kMalformed);
  EXPECT_EQ(decoder.PacketSamples(Bytes(payload).first(319)), 0u);
  EXPECT_EQ(encoder.Encode(frame, MutableBytes(payload).first(319)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(encoder.Encode({}, payload).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ossicle::codec
