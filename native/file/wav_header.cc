#include "file/wav_header.h"

#include <algorithm>

#include "file/wav_samples.h"

namespace ossicle::file {
namespace {

constexpr std::uint64_t kRiffOverhead = kWavHeaderBytes - 8;  // what the RIFF size counts besides the samples
constexpr std::uint32_t kFormatPcm = 1, kFormatFloat = 3, kFormatALaw = 6, kFormatMuLaw = 7;
constexpr std::uint32_t kLargeSizesBytes = 28;  // the body of ds64 without a table
constexpr unsigned kBytesPerSample = 2;

class LittleEndianWriter {
 public:
  explicit LittleEndianWriter(MutableBytes out) : out_(out) {}
  void Tag(const char (&tag)[5]) {
    for (int i = 0; i < 4; ++i) out_[at_++] = static_cast<std::uint8_t>(tag[i]);
  }
  void U16(std::uint32_t value) { Unsigned(value, 2); }
  void U32(std::uint64_t value) { Unsigned(value, 4); }
  void U64(std::uint64_t value) { Unsigned(value, 8); }
  std::size_t size() const { return at_; }

 private:
  void Unsigned(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_[at_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  MutableBytes out_;
  std::size_t at_ = 0;
};

std::uint32_t FormatTag(Encoding encoding) {
  switch (encoding) {
    case Encoding::kFloat32: return kFormatFloat;
    case Encoding::kALaw: return kFormatALaw;
    case Encoding::kMuLaw: return kFormatMuLaw;
    default: return kFormatPcm;
  }
}

// What is not PCM has an extension, of no bytes, and a chunk that counts its frames.
void WriteFormat(LittleEndianWriter& writer, Encoding encoding, const AudioFormat& format, std::uint64_t frames) {
  const std::uint32_t tag = FormatTag(encoding);
  const auto channels = static_cast<std::uint32_t>(format.channels), rate = static_cast<std::uint32_t>(format.sample_rate_hz);
  const auto width = static_cast<std::uint32_t>(WavSampleBytes(encoding));
  writer.Tag("fmt ");
  writer.U32(tag == kFormatPcm ? 16 : 18);
  writer.U16(tag);
  writer.U16(channels);
  writer.U32(rate);
  writer.U32(std::uint64_t{rate} * channels * width);
  writer.U16(channels * width);
  writer.U16(8 * width);
  if (tag == kFormatPcm) return;
  writer.U16(0);
  writer.Tag("fact");
  writer.U32(4);
  writer.U32(std::min<std::uint64_t>(frames, 0xFFFFFFFFu));
}

}  // namespace

std::size_t WriteStreamHeader(Encoding encoding, const AudioFormat& format, std::optional<std::uint64_t> data_bytes,
                              MutableBytes out) {
  const std::uint64_t header_bytes = (encoding == Encoding::kPcm16 ? 44 : 58) + 8 + kLargeSizesBytes;
  const std::uint64_t data = data_bytes.value_or(0);
  const std::uint64_t frames = data / (static_cast<std::uint64_t>(format.channels) * WavSampleBytes(encoding));
  const std::uint64_t riff = data + (data & 1) + header_bytes - 8;
  const bool large = riff >= 0xFFFFFFFFu;
  const bool unknown = !data_bytes || large;

  LittleEndianWriter writer(out);
  writer.Tag(large ? "RF64" : "RIFF");
  writer.U32(unknown ? 0xFFFFFFFFu : riff);
  writer.Tag("WAVE");
  writer.Tag(large ? "ds64" : "JUNK");
  writer.U32(kLargeSizesBytes);
  writer.U64(large ? riff : 0);
  writer.U64(large ? data : 0);
  writer.U64(large ? frames : 0);
  writer.U32(0);
  WriteFormat(writer, encoding, format, data_bytes ? frames : 0xFFFFFFFFu);
  writer.Tag("data");
  writer.U32(unknown ? 0xFFFFFFFFu : data);
  return writer.size();
}

std::array<std::uint8_t, kWavHeaderBytes> WavHeader(const AudioFormat& format, std::uint64_t data_bytes) {
  const auto channels = static_cast<std::uint32_t>(std::clamp(format.channels, 1, 8));
  const auto rate = static_cast<std::uint32_t>(std::max(format.sample_rate_hz, 1));
  const std::uint32_t frame_bytes = channels * kBytesPerSample;
  const std::uint64_t most = (0xFFFFFFFFu - kRiffOverhead) / frame_bytes * frame_bytes;
  const std::uint64_t announced = std::min(data_bytes, most);

  std::array<std::uint8_t, kWavHeaderBytes> header;
  LittleEndianWriter writer(header);
  writer.Tag("RIFF");
  writer.U32(announced + kRiffOverhead);
  writer.Tag("WAVE");
  writer.Tag("fmt ");
  writer.U32(16);
  writer.U16(kFormatPcm);
  writer.U16(channels);
  writer.U32(rate);
  writer.U32(std::uint64_t{rate} * frame_bytes);
  writer.U16(frame_bytes);
  writer.U16(8 * kBytesPerSample);
  writer.Tag("data");
  writer.U32(announced);
  return header;
}

std::size_t WriteWavSamples(ConstSamples samples, MutableBytes out) {
  const std::size_t count = std::min(samples.size(), out.size() / kBytesPerSample);
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<std::uint16_t>(samples[i]);
    out[2 * i] = static_cast<std::uint8_t>(value);
    out[2 * i + 1] = static_cast<std::uint8_t>(value >> 8);
  }
  return count * kBytesPerSample;
}

}  // namespace ossicle::file
