#include "codec/codec_registry.h"

#include <gtest/gtest.h>

namespace ossicle::codec {
namespace {

TEST(CodecRegistry, EveryCodecCanBeMadeAtEachOfItsRates) {
  for (const CodecDescription& codec : Codecs())
    for (const int rate_hz : codec.sample_rates_hz) {
      EXPECT_TRUE(MakeDecoder(codec.kind, rate_hz).ok()) << codec.name;
      EXPECT_TRUE(MakeEncoder(codec.kind, rate_hz).ok()) << codec.name;
    }
}

TEST(CodecRegistry, NamesAreFoundWithoutCase) {
  ASSERT_NE(FindCodec("Opus"), nullptr);
  EXPECT_EQ(FindCodec("OPUS")->kind, Kind::kOpus);
  EXPECT_EQ(FindCodec("pcmu")->payload_type, 0);
  EXPECT_EQ(FindCodec("PCMA")->payload_type, 8);
  for (const char* name : {"", "PCM", "PCMUX", "G729"}) EXPECT_EQ(FindCodec(name), nullptr) << name;
}

TEST(CodecRegistry, DescribesWhatTheRfcsSay) {
  EXPECT_EQ(Describe(Kind::kOpus).clock_rate_hz, 48000);  // RFC 7587 section 4.1
  EXPECT_EQ(Describe(Kind::kOpus).sdp_channels, 2);       // section 7
  EXPECT_EQ(Describe(Kind::kPcmu).clock_rate_hz, 8000);
  EXPECT_GE(Describe(Kind::kOpus).payload_type, 96);
}

TEST(CodecRegistry, RefusesOtherRates) {
  EXPECT_EQ(MakeDecoder(Kind::kPcmu, 16000).status().code(), StatusCode::kUnsupported);
  EXPECT_EQ(MakeEncoder(Kind::kPcma, 48000).status().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace ossicle::codec
