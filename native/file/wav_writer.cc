#include "file/wav_writer.h"

#include <algorithm>

namespace ossicle::file {
namespace {

constexpr std::uint64_t kRiffOverhead = kWavHeaderBytes - 8;  // what the RIFF size counts besides the samples
constexpr std::uint16_t kFormatPcm = 1;
constexpr unsigned kBytesPerSample = 2;

class LittleEndianWriter {
 public:
  explicit LittleEndianWriter(MutableBytes out) : out_(out) {}
  void Tag(const char (&tag)[5]) {
    for (int i = 0; i < 4; ++i) out_[at_++] = static_cast<std::uint8_t>(tag[i]);
  }
  void U16(std::uint32_t value) { Unsigned(value, 2); }
  void U32(std::uint64_t value) { Unsigned(value, 4); }

 private:
  void Unsigned(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_[at_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  MutableBytes out_;
  std::size_t at_ = 0;
};

}  // namespace

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
