#include "file/wav_writer.h"

#include <algorithm>

#include "file/wav_samples.h"

namespace ossicle::file {

Result<std::unique_ptr<AudioWriter>> WavWriter::Make(Encoding encoding, const AudioFormat& format) {
  const bool known = encoding == Encoding::kPcm16 || encoding == Encoding::kFloat32 || encoding == Encoding::kALaw ||
                     encoding == Encoding::kMuLaw;
  if (!known) return Status(StatusCode::kUnsupported, "WAV is written in 16 bits, floating point or G.711");
  if (format.channels < 1 || format.channels > 8) return Status(StatusCode::kInvalidArgument, "WAV has 1 to 8 channels");
  if (format.sample_rate_hz < 1000 || format.sample_rate_hz > 384'000)
    return Status(StatusCode::kInvalidArgument, "WAV sample rate out of range");
  return std::unique_ptr<AudioWriter>(new WavWriter(encoding, format));
}

WavWriter::WavWriter(Encoding encoding, const AudioFormat& format)
    : encoding_(encoding), format_(format), bytes_(kQueueBytes) {
  Reset();
}

template <typename T>
std::size_t WavWriter::WriteFrom(std::span<const T> in) {
  if (finished_) return 0;
  const std::size_t width = WavSampleBytes(encoding_);
  const auto channels = static_cast<std::size_t>(format_.channels);
  const std::size_t frames = std::min(in.size() / channels, bytes_.room() / (channels * width));
  const std::size_t count = frames * channels;
  EncodeWavSamples(encoding_, in.first(count), bytes_.Tail(count * width));
  bytes_.Commit(count * width);
  data_bytes_ += count * width;
  return count;
}

Result<bool> WavWriter::Finish() {
  if (finished_) return true;
  const bool odd = (data_bytes_ & 1) != 0;  // chunks have even lengths
  if (odd && bytes_.room() == 0) return false;
  const std::uint8_t padding = 0;
  if (odd) bytes_.Append(Bytes(&padding, 1));
  finished_ = true;
  return true;
}

std::size_t WavWriter::Head(MutableBytes out) const {
  return finished_ ? WriteStreamHeader(encoding_, format_, data_bytes_, out) : 0;
}

Result<std::size_t> WavWriter::Write(ConstSamples in) { return WriteFrom(in); }
Result<std::size_t> WavWriter::Write(std::span<const float> in) { return WriteFrom(in); }

void WavWriter::Reset() {
  bytes_.Clear();
  data_bytes_ = 0;
  finished_ = false;
  std::array<std::uint8_t, kMaxStreamHeaderBytes> header{};
  bytes_.Append(Bytes(header).first(WriteStreamHeader(encoding_, format_, std::nullopt, header)));
}

}  // namespace ossicle::file
