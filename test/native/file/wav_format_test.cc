#include "file/wav_format.h"

#include <gtest/gtest.h>

#include <bit>
#include <string_view>

#include "signals.h"
#include "vectors.h"

namespace ossicle::file {
namespace {

using test::Signal;
using File = std::vector<std::uint8_t>;

void Put(File& file, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
void PutTag(File& file, std::string_view tag) { file.insert(file.end(), tag.begin(), tag.end()); }

struct Spec {
  unsigned tag = 1, channels = 1, rate_hz = 8000, bits = 16;
  unsigned format_bytes = 16;  // 40: WAVE_FORMAT_EXTENSIBLE
  std::uint32_t data_size = 4;
};

void PutFormat(File& file, const Spec& spec) {
  PutTag(file, "fmt ");
  Put(file, spec.format_bytes, 4);
  const std::size_t begin = file.size();
  Put(file, spec.format_bytes == 40 ? 0xFFFE : spec.tag, 2);
  Put(file, spec.channels, 2);
  Put(file, spec.rate_hz, 4);
  Put(file, spec.rate_hz * spec.channels * spec.bits / 8, 4);
  Put(file, spec.channels * spec.bits / 8, 2);
  Put(file, spec.bits, 2);
  if (spec.format_bytes == 40) {
    Put(file, 22, 2);
    Put(file, spec.bits, 2);
    Put(file, 0, 4);
    Put(file, spec.tag, 2);
    for (const int byte : {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71}) Put(file, static_cast<unsigned>(byte), 1);
  }
  file.resize(begin + spec.format_bytes);
}

void PutChunk(File& file, std::string_view tag, std::size_t bytes) {
  PutTag(file, tag);
  Put(file, bytes, 4);
  file.resize(file.size() + bytes + bytes % 2, 0xEE);
}

File Begin() {
  File file;
  PutTag(file, "RIFF");
  Put(file, 0, 4);
  PutTag(file, "WAVE");
  return file;
}

File Header(const Spec& spec = {}) {
  File file = Begin();
  PutFormat(file, spec);
  PutTag(file, "data");
  Put(file, spec.data_size, 4);
  return file;
}

StatusCode CodeOf(const File& file) { return ParseWavHeader(file).status().code(); }

WavFormat Parsed(const File& file) {
  const auto result = ParseWavHeader(file);
  EXPECT_TRUE(result.ok()) << result.status().message();
  EXPECT_TRUE(result.ok() && result.value().has_value());
  return result.ok() && result.value() ? *result.value() : WavFormat{};
}

TEST(WavFormat, ReadsThePlainHeader) {
  const WavFormat format = Parsed(Header({.rate_hz = 16000, .data_size = 1000}));
  EXPECT_EQ(format.encoding, Encoding::kPcm16);
  EXPECT_EQ(format.sample_rate_hz, 16000);
  EXPECT_EQ(format.channels, 1);
  EXPECT_EQ(format.frame_bytes, 2u);
  EXPECT_EQ(format.data_offset, 44u);
  EXPECT_EQ(format.data_bytes, 1000u);
}

TEST(WavFormat, ReadsEveryEncodingPlainAndExtensible) {
  const std::tuple<unsigned, unsigned, Encoding> kinds[] = {
      {1, 8, Encoding::kPcm8},     {1, 16, Encoding::kPcm16}, {1, 24, Encoding::kPcm24},
      {1, 32, Encoding::kPcm32},   {3, 32, Encoding::kFloat32}, {6, 8, Encoding::kALaw},
      {7, 8, Encoding::kMuLaw},
  };
  for (const auto& [tag, bits, encoding] : kinds)
    for (const unsigned channels : {1u, 2u, 8u})
      for (const unsigned format_bytes : {16u, 18u, 40u}) {
        const WavFormat format = Parsed(Header({.tag = tag, .channels = channels, .bits = bits, .format_bytes = format_bytes}));
        EXPECT_EQ(format.encoding, encoding);
        EXPECT_EQ(format.frame_bytes, channels * bits / 8);
        EXPECT_EQ(format.data_offset, 28u + format_bytes);
      }
}

TEST(WavFormat, PassesOverOtherChunksOddOnesToo) {
  File file = Begin();
  PutChunk(file, "LIST", 27);
  PutFormat(file, {});
  PutChunk(file, "fact", 4);
  PutChunk(file, "junk", 1);
  PutTag(file, "data");
  Put(file, 10, 4);
  EXPECT_EQ(Parsed(file).data_offset, file.size());
}

TEST(WavFormat, EveryPrefixAsksForMore) {
  File file = Begin();
  PutChunk(file, "LIST", 27);
  PutFormat(file, {});
  PutTag(file, "data");
  Put(file, 10, 4);
  for (std::size_t length = 0; length < file.size(); ++length) {
    const auto result = ParseWavHeader(Bytes(file).first(length));
    ASSERT_TRUE(result.ok()) << length;
    EXPECT_FALSE(result.value().has_value()) << length;
  }
  Parsed(file);
}

TEST(WavFormat, UnknownLengthMeansUntilTheEnd) {
  EXPECT_EQ(Parsed(Header({.data_size = 0})).data_bytes, std::nullopt);
  EXPECT_EQ(Parsed(Header({.data_size = 0xFFFFFFFF})).data_bytes, std::nullopt);
  EXPECT_EQ(Parsed(Header({.channels = 3, .data_size = 100})).data_bytes, 96u);  // whole frames
}

TEST(WavFormat, RefusesWhatItDoesNotRead) {
  for (const Spec& spec : {Spec{.tag = 2}, Spec{.bits = 12}, Spec{.bits = 64}, Spec{.tag = 3, .bits = 16}, Spec{.channels = 9},
                           Spec{.channels = 0}, Spec{.rate_hz = 0}, Spec{.rate_hz = 1'000'000}})
    EXPECT_EQ(CodeOf(Header(spec)), StatusCode::kUnsupported);
  File guid = Header({.format_bytes = 40});
  guid[50] ^= 1;
  EXPECT_EQ(CodeOf(guid), StatusCode::kUnsupported);
}

TEST(WavFormat, RefusesMalformedHeaders) {
  File riff = Header();
  riff[0] = 'X';
  EXPECT_EQ(CodeOf(riff), StatusCode::kMalformed);
  File wave = Header();
  wave[8] = 'X';
  EXPECT_EQ(CodeOf(wave), StatusCode::kMalformed);
  EXPECT_EQ(CodeOf(Header({.format_bytes = 14})), StatusCode::kMalformed);
  File block = Header();
  block[32] = 7;
  EXPECT_EQ(CodeOf(block), StatusCode::kMalformed);
  File early = Begin();
  PutTag(early, "data");
  Put(early, 10, 4);
  EXPECT_EQ(CodeOf(early), StatusCode::kMalformed);
  File extensible = Begin();
  PutFormat(extensible, {.format_bytes = 18});
  extensible[20] = 0xFE;
  extensible[21] = 0xFF;
  EXPECT_EQ(CodeOf(extensible), StatusCode::kMalformed);
}

TEST(WavFormat, HeadersEnd) {
  File lie = Begin();
  PutTag(lie, "LIST");
  Put(lie, 0xFFFFFFFF, 4);
  EXPECT_EQ(CodeOf(lie), StatusCode::kUnsupported);
  File endless = Begin();
  while (endless.size() < kMaxWavHeaderBytes) PutChunk(endless, "junk", 1000);
  EXPECT_EQ(CodeOf(endless), StatusCode::kUnsupported);
}

TEST(WavFormat, ConvertsEveryEncodingToTheSameSound) {
  const Signal sine = test::Sine(440, -12, 40, 8000);
  const auto convert = [&](const Spec& spec, int tolerance, auto put) {
    File file = Header(spec);
    const std::size_t offset = file.size();
    for (const Sample sample : sine) put(file, sample);
    Signal out(sine.size());
    ASSERT_EQ(ConvertToMono(Parsed(file), Bytes(file).subspan(offset), out), sine.size());
    for (std::size_t i = 0; i < sine.size(); ++i) ASSERT_NEAR(out[i], sine[i], tolerance) << spec.tag << ", " << spec.bits;
  };
  convert({.bits = 8}, 255, [](File& f, Sample s) { Put(f, static_cast<std::uint8_t>((s >> 8) + 128), 1); });
  convert({.bits = 16}, 0, [](File& f, Sample s) { Put(f, static_cast<std::uint16_t>(s), 2); });
  convert({.bits = 24}, 0, [](File& f, Sample s) { Put(f, static_cast<std::uint32_t>(s * 256 + 77), 3); });
  convert({.bits = 32}, 0, [](File& f, Sample s) { Put(f, static_cast<std::uint32_t>(s * 65536 + 777), 4); });
  convert({.tag = 3, .bits = 32}, 0, [](File& f, Sample s) { Put(f, std::bit_cast<std::uint32_t>(static_cast<float>(s) / 32768.0f), 4); });
}

TEST(WavFormat, AveragesChannels) {
  File frames;
  for (int i = 0; i < 10; ++i) {
    Put(frames, static_cast<std::uint16_t>(30000), 2);
    Put(frames, static_cast<std::uint16_t>(30000), 2);
    Put(frames, static_cast<std::uint16_t>(-6000), 2);
  }
  const WavFormat format = Parsed(Header({.channels = 3}));
  Signal out(10);
  EXPECT_EQ(ConvertToMono(format, frames, out), 10u);
  EXPECT_EQ(out, Signal(10, Sample{18000}));
}

TEST(WavFormat, ConvertsWholeFramesThatFit) {
  const WavFormat format = Parsed(Header({.channels = 2, .bits = 24}));
  const File frames(6 * 5 + 4, 0);
  Signal out(100, Sample{7});
  EXPECT_EQ(ConvertToMono(format, frames, out), 5u);
  EXPECT_EQ(out[5], 7);
  EXPECT_EQ(ConvertToMono(format, frames, Samples(out).first(3)), 3u);
  EXPECT_EQ(ConvertToMono(format, {}, out), 0u);
  WavFormat made_up = format;
  made_up.frame_bytes = 1;
  EXPECT_EQ(ConvertToMono(made_up, frames, out), 0u);
}

TEST(WavFormat, FloatsBeyondTheRangeAreLimitedAndNoNumbersSilent) {
  File frames;
  for (const float value : {2.0f, -2.0f, 1e30f, -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
    Put(frames, std::bit_cast<std::uint32_t>(value), 4);
  Signal out(5);
  EXPECT_EQ(ConvertToMono(Parsed(Header({.tag = 3, .bits = 32})), frames, out), 5u);
  EXPECT_EQ(out, (Signal{32767, -32768, 32767, 0, 0}));
}

// The same tables as the codec, by the reference's decoded sweep.
TEST(WavFormatVectors, G711EqualsTheReference) {
  OSSICLE_NEED_VECTORS("g711-itu-stl");
  const auto folder = test::VectorsFolder() / "g711-itu-stl";
  for (const auto& [tag, name] : {std::pair{7u, std::string("sweep-r.u")}, {6u, std::string("sweep-r.a")}}) {
    const Signal codes = test::ReadSamples(folder / name);
    const File frames(codes.begin(), codes.end());
    Signal out(codes.size());
    EXPECT_EQ(ConvertToMono(Parsed(Header({.tag = tag, .bits = 8})), frames, out), codes.size());
    EXPECT_EQ(out, test::ReadSamples(folder / (name + "-" + name.back())));
  }
}

TEST(WavFormatVectors, ReadsFilesOfOthers) {
  OSSICLE_NEED_VECTORS("speech-noise");
  const auto folder = test::VectorsFolder() / "speech-noise";
  const File jfk = test::ReadBytes(folder / "jfk/jfk.wav"), tiny = test::ReadBytes(folder / "webrtc/audio_tiny8.wav");
  EXPECT_EQ(Parsed(jfk).sample_rate_hz, 16000);
  EXPECT_EQ(Parsed(tiny).sample_rate_hz, 8000);
  Signal out(jfk.size() / 2);
  out.resize(ConvertToMono(Parsed(jfk), Bytes(jfk).subspan(Parsed(jfk).data_offset), out));
  EXPECT_NEAR(static_cast<double>(out.size()), 11 * 16000, 16000);
  EXPECT_NEAR(test::RmsDbov(out), -20, 8);
}

}  // namespace
}  // namespace ossicle::file
