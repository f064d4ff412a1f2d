// Per-frame calls of the codec layer take no memory, libopus included.
#include "allocation_counter.h"

#include <gtest/gtest.h>

#include "codec/codec_registry.h"
#include "codec/comfort_noise.h"
#include "signals.h"

namespace ossicle::codec {
namespace {

TEST(Allocation, TheCounterCounts) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  EXPECT_GE(test::CountAllocations([] { EXPECT_TRUE(MakeDecoder(Kind::kOpus, 8000).ok()); }), 1u);
}

TEST(Allocation, FramesTakeNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  for (const CodecDescription& codec : Codecs())
    for (const int rate_hz : codec.sample_rates_hz) {
      const auto encoder = std::move(MakeEncoder(codec.kind, rate_hz, {.expected_loss_percent = 10})).value();
      const auto decoder = std::move(MakeDecoder(codec.kind, rate_hz)).value();
      const test::Signal frame = test::Sine(300, -10, 20, rate_hz);
      test::Signal out(frame.size());
      std::vector<std::uint8_t> packet(encoder->MaxPayloadBytes(frame.size()));
      bool all_ok = true;
      const std::uint64_t allocations = test::CountAllocations([&] {
        for (int i = 0; i < 40; ++i) {
          const auto size = encoder->Encode(frame, packet);
          if (i % 7 == 5) decoder->Conceal(out);
          if (i % 7 == 6) decoder->DecodeFec(Bytes(packet).first(size.value()), out);
          all_ok = all_ok && decoder->Decode(Bytes(packet).first(size.value()), out).ok();
        }
        encoder->SetExpectedLoss(3);
        encoder->Reset();
        decoder->Reset();
      });
      EXPECT_TRUE(all_ok);
      EXPECT_EQ(allocations, 0u) << codec.name << " at " << rate_hz;
    }
}

TEST(Allocation, ComfortNoiseTakesNone) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted in this build";
  ComfortNoiseGenerator generator(16000, 1);
  ComfortNoiseAnalyzer analyzer(10);
  std::array<Sample, 320> frame{};
  std::array<std::uint8_t, 1 + kMaxNoiseOrder> payload{};
  const std::uint64_t allocations = test::CountAllocations([&] {
    for (int i = 0; i < 20; ++i) {
      analyzer.Analyze(frame);
      const std::size_t size = WriteComfortNoise(analyzer.description(), payload);
      generator.SetDescription(ParseComfortNoise(Bytes(payload).first(size)).value());
      generator.Generate(frame);
    }
  });
  EXPECT_EQ(allocations, 0u);
}

}  // namespace
}  // namespace ossicle::codec
