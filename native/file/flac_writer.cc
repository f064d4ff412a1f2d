#include "file/flac_writer.h"

#include <FLAC/stream_encoder.h>

#include <algorithm>
#include <cmath>

#include "file/wav_samples.h"

namespace ossicle::file {
namespace {

FlacStreamInfo LargestStream(int bits, const AudioFormat& format, std::size_t block_frames) {
  FlacStreamInfo info;
  info.max_block_frames = static_cast<unsigned>(block_frames);
  info.channels = format.channels;
  info.bits = bits;
  return info;
}

std::int32_t ToInteger(Sample sample, int bits) { return bits == 16 ? sample : sample * 256; }

std::int32_t ToInteger(float sample, int bits) {
  if (bits == 16) return FloatToSample(sample);
  const float scaled = std::isfinite(sample) ? sample * 8388608.0f : 0.0f;
  return static_cast<std::int32_t>(std::lrintf(std::clamp(scaled, -8388608.0f, 8388607.0f)));
}

}  // namespace

struct FlacWriter::Library {
  using Encoder = FLAC__StreamEncoder;

  Library() : encoder(FLAC__stream_encoder_new()) {}
  ~Library() {
    if (encoder) FLAC__stream_encoder_delete(encoder);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  static FLAC__StreamEncoderWriteStatus Write(const Encoder*, const FLAC__byte buffer[], std::size_t bytes, std::uint32_t,
                                              std::uint32_t, void* self) {
    auto& writer = *static_cast<FlacWriter*>(self);
    if (writer.bytes_.Append({buffer, bytes}) == bytes) return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
    writer.overflowed_ = true;
    return FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
  }

  static void Metadata(const Encoder*, const FLAC__StreamMetadata* metadata, void* self) {
    const FLAC__StreamMetadata_StreamInfo& from = metadata->data.stream_info;
    FlacStreamInfo& to = static_cast<FlacWriter*>(self)->stream_;
    to.min_block_frames = from.min_blocksize;
    to.max_block_frames = from.max_blocksize;
    to.min_frame_bytes = from.min_framesize;
    to.max_frame_bytes = from.max_framesize;
    to.total_frames = from.total_samples;
    std::copy_n(from.md5sum, to.md5.size(), to.md5.begin());
  }

  Encoder* const encoder;
};

FlacWriter::FlacWriter(int bits, const AudioFormat& format)
    : bits_(bits),
      format_(format),
      bytes_(4 * LargestStream(bits, format, kBlockFrames).MostFrameBytes() + 1024),
      block_(kBlockFrames * static_cast<std::size_t>(format.channels)) {}

FlacWriter::~FlacWriter() = default;

Result<std::unique_ptr<AudioWriter>> FlacWriter::Make(Encoding encoding, const AudioFormat& format) {
  if (encoding != Encoding::kPcm16 && encoding != Encoding::kPcm24)
    return Status(StatusCode::kUnsupported, "FLAC is written in 16 or 24 bits");
  if (format.channels < 1 || format.channels > 8) return Status(StatusCode::kInvalidArgument, "FLAC has 1 to 8 channels");
  if (format.sample_rate_hz < 1000 || format.sample_rate_hz > 655'350)
    return Status(StatusCode::kInvalidArgument, "FLAC sample rate out of range");
  std::unique_ptr<FlacWriter> writer(new FlacWriter(encoding == Encoding::kPcm16 ? 16 : 24, format));
  if (const Status status = writer->Begin(); !status.ok()) return status;
  return std::unique_ptr<AudioWriter>(std::move(writer));
}

Status FlacWriter::Begin() {
  library_ = std::make_unique<Library>();
  stream_ = LargestStream(bits_, format_, kBlockFrames);
  stream_.sample_rate_hz = format_.sample_rate_hz;
  FLAC__StreamEncoder* const encoder = library_->encoder;
  if (!encoder) return Status(StatusCode::kState, "libFLAC refused an encoder");
  const auto rate = static_cast<std::uint32_t>(format_.sample_rate_hz);
  FLAC__stream_encoder_set_channels(encoder, static_cast<std::uint32_t>(format_.channels));
  FLAC__stream_encoder_set_bits_per_sample(encoder, static_cast<std::uint32_t>(bits_));
  FLAC__stream_encoder_set_sample_rate(encoder, rate);
  FLAC__stream_encoder_set_blocksize(encoder, kBlockFrames);
  FLAC__stream_encoder_set_streamable_subset(encoder, FLAC__format_sample_rate_is_subset(rate));
  const auto status =
      FLAC__stream_encoder_init_stream(encoder, Library::Write, nullptr, nullptr, Library::Metadata, this);
  if (status == FLAC__STREAM_ENCODER_INIT_STATUS_OK) return Status::Ok();
  return Status(StatusCode::kState, "libFLAC refused the format", static_cast<int>(status));
}

template <typename T>
Result<std::size_t> FlacWriter::WriteFrom(std::span<const T> in) {
  const auto channels = static_cast<std::size_t>(format_.channels);
  std::size_t taken = 0;
  // libFLAC holds a block back, so a block in makes at most two frames out.
  while (!finished_ && in.size() - taken >= channels && bytes_.room() >= bytes_.capacity() * 3 / 4) {
    const std::size_t frames = std::min((in.size() - taken) / channels, kBlockFrames), count = frames * channels;
    for (std::size_t i = 0; i < count; ++i) block_[i] = ToInteger(in[taken + i], bits_);
    if (!FLAC__stream_encoder_process_interleaved(library_->encoder, block_.data(), static_cast<std::uint32_t>(frames)))
      return Status(StatusCode::kState, "libFLAC could not encode");
    taken += count;
  }
  return taken;
}

Result<std::size_t> FlacWriter::Write(ConstSamples in) { return WriteFrom(in); }
Result<std::size_t> FlacWriter::Write(std::span<const float> in) { return WriteFrom(in); }

Result<bool> FlacWriter::Finish() {
  if (finished_) return true;
  if (bytes_.room() < bytes_.capacity() * 3 / 4) return false;
  if (!FLAC__stream_encoder_finish(library_->encoder) || overflowed_) return Status(StatusCode::kState, "libFLAC could not encode");
  finished_ = true;
  return true;
}

std::size_t FlacWriter::Head(MutableBytes out) const {
  if (!finished_) return 0;
  const auto head = WriteFlacHead(stream_, false);
  std::copy(head.begin(), head.end(), out.begin());
  return head.size();
}

void FlacWriter::Reset() {
  bytes_.Clear();
  finished_ = overflowed_ = false;
  (void)Begin();
}

}  // namespace ossicle::file
