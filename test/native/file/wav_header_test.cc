#include "file/wav_header.h"

#include <gtest/gtest.h>

#include "file/wav_format.h"
#include "signals.h"

namespace ossicle::file {
namespace {

using test::Signal;

std::uint32_t U32(Bytes bytes, std::size_t at) {
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

WavFormat Read(Bytes header) {
  const auto result = ParseWavHeader(header);
  EXPECT_TRUE(result.ok() && result.value().has_value());
  return result.ok() && result.value() ? *result.value() : WavFormat{};
}

TEST(WavHeader, TheReaderReadsIt) {
  for (const int rate_hz : {8000, 16000, 48000})
    for (const int channels : {1, 2}) {
      const auto header = WavHeader({rate_hz, channels}, 6400);
      const WavFormat format = Read(header);
      EXPECT_EQ(format.encoding, Encoding::kPcm16);
      EXPECT_EQ(format.sample_rate_hz, rate_hz);
      EXPECT_EQ(format.channels, channels);
      EXPECT_EQ(format.data_offset, kWavHeaderBytes);
      EXPECT_EQ(format.data_bytes, 6400u);
      EXPECT_EQ(U32(header, 4), 36u + 6400u);
      EXPECT_EQ(U32(header, 28), static_cast<std::uint32_t>(rate_hz * channels * 2));
    }
}

TEST(WavHeader, AFileIsPlayableAtAnyMoment) {
  const Signal sine = test::Sine(440, -12, 100, 8000);
  std::vector<std::uint8_t> file(kWavHeaderBytes);
  for (std::size_t frame = 0; frame < 5; ++frame) {
    const auto header = WavHeader({8000, 1}, file.size() - kWavHeaderBytes);
    std::copy(header.begin(), header.end(), file.begin());
    // What a crash leaves now: header of this moment, samples perhaps further.
    const WavFormat format = Read(file);
    Signal out(800);
    out.resize(ConvertToMono(format, Bytes(file).subspan(format.data_offset), out));
    EXPECT_EQ(out, Signal(sine.begin(), sine.begin() + static_cast<std::ptrdiff_t>(frame * 160)));
    file.resize(file.size() + 320);
    EXPECT_EQ(WriteWavSamples(ConstSamples(sine).subspan(frame * 160, 160), MutableBytes(file).last(320)), 320u);
  }
}

TEST(WavHeader, SizesStopAtWhatTheFormatCanSay) {
  for (const int channels : {1, 2, 3}) {
    const auto header = WavHeader({48000, channels}, std::uint64_t{1} << 40);
    EXPECT_GT(U32(header, 40), 0xFFFFFF00u);
    EXPECT_EQ(U32(header, 40) % static_cast<unsigned>(channels * 2), 0u);
    EXPECT_EQ(U32(header, 4), U32(header, 40) + 36);
  }
}

TEST(WavHeader, WritesOnlyWhatFits) {
  const Signal samples = {1, -2, 0x1234};
  std::vector<std::uint8_t> out(5, 0xEE);
  EXPECT_EQ(WriteWavSamples(samples, out), 4u);
  EXPECT_EQ(out, (std::vector<std::uint8_t>{1, 0, 0xFE, 0xFF, 0xEE}));
}

}  // namespace
}  // namespace ossicle::file
