#include "file/flac_reader.h"

#include <FLAC/stream_decoder.h>

#include <algorithm>

#include "file/flac_seek.h"

namespace ossicle::file {
namespace {

constexpr std::size_t kQueueBytes = std::size_t{1} << 16;
constexpr std::size_t kBlockHeaderBytes = 4;

void Convert(std::int32_t value, int bits, Sample& out) {
  out = static_cast<Sample>(bits <= 16 ? value * (1 << (16 - bits)) : value >> (bits - 16));
}

void Convert(std::int32_t value, int bits, float& out) {
  out = static_cast<float>(value) / static_cast<float>(std::uint64_t{1} << (bits - 1));
}

}  // namespace

struct FlacReader::Library {
  using Decoder = FLAC__StreamDecoder;

  Library() : decoder(FLAC__stream_decoder_new()) {}
  ~Library() {
    if (decoder) FLAC__stream_decoder_delete(decoder);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Out of bytes before the end: abort, which Decode answers with a flush.
  static FLAC__StreamDecoderReadStatus Read(const Decoder*, FLAC__byte buffer[], std::size_t* bytes, void* self) {
    auto& reader = *static_cast<FlacReader*>(self);
    *bytes = reader.bytes_.Take({buffer, *bytes});
    reader.consumed_bytes_ += *bytes;
    if (*bytes > 0) return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
    return reader.ended_ ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM : FLAC__STREAM_DECODER_READ_STATUS_ABORT;
  }

  static FLAC__StreamDecoderTellStatus Tell(const Decoder*, FLAC__uint64* position, void* self) {
    *position = static_cast<FlacReader*>(self)->consumed_bytes_;
    return FLAC__STREAM_DECODER_TELL_STATUS_OK;
  }

  static FLAC__StreamDecoderWriteStatus Write(const Decoder*, const FLAC__Frame* frame,
                                              const FLAC__int32* const channels[], void* self) {
    auto& reader = *static_cast<FlacReader*>(self);
    const auto count = static_cast<std::size_t>(reader.stream_.channels), samples = std::size_t{frame->header.blocksize};
    const bool promised = frame->header.channels == count && samples * count <= reader.block_.size() &&
                          frame->header.bits_per_sample == static_cast<unsigned>(reader.stream_.bits);
    if (!promised) {
      ++reader.damaged_parts_;
      return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
    }
    for (std::size_t c = 0; c < count; ++c)
      for (std::size_t i = 0; i < samples; ++i) reader.block_[i * count + c] = channels[c][i];
    reader.block_begin_ = 0;
    reader.block_end_ = samples * count;
    reader.decoded_frames_ += samples;
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }

  static void Error(const Decoder*, FLAC__StreamDecoderErrorStatus, void* self) {
    ++static_cast<FlacReader*>(self)->damaged_parts_;
  }

  Decoder* const decoder;
};

FlacReader::FlacReader() : library_(std::make_unique<Library>()), bytes_(kQueueBytes) {}
FlacReader::~FlacReader() = default;

Result<std::size_t> FlacReader::Push(Bytes bytes) {
  std::size_t taken = 0;
  for (std::size_t part = 1; part > 0; taken += part) {
    part = bytes_.Append(bytes.subspan(taken));
    if (const Status status = Advance(); !status.ok()) return status;
    if (place_ == Place::kDone) bytes_.Clear();
  }
  return taken;
}

Status FlacReader::End() {
  ended_ = true;
  return info_ ? Status::Ok() : Status(StatusCode::kMalformed, "the FLAC file ends inside its header");
}

Status FlacReader::Advance() {
  if (place_ == Place::kHead) {
    if (bytes_.size() < kFlacHeadBytes) return Status::Ok();
    if (const Status status = TakeHead(); !status.ok()) return status;
  }
  for (bool more = true; more && (place_ == Place::kBlockHeader || place_ == Place::kSkip);) {
    const std::size_t before = bytes_.size();
    const Place was = place_;
    place_ == Place::kSkip ? Skip() : TakeBlockHeader();
    more = bytes_.size() != before || place_ != was;
  }
  return place_ == Place::kFrames && !info_ ? BeginFrames() : Status::Ok();
}

Status FlacReader::TakeHead() {
  const Bytes head = bytes_.view().first(kFlacHeadBytes);
  const auto parsed = ParseFlacHead(head);
  if (!parsed.ok()) return parsed.status();
  stream_ = parsed.value();
  last_block_ = (head[4] & 0x80) != 0;
  bytes_.Drop(kFlacHeadBytes);
  place_ = last_block_ ? Place::kFrames : Place::kBlockHeader;
  return Status::Ok();
}

void FlacReader::TakeBlockHeader() {
  if (bytes_.size() < kBlockHeaderBytes) return;
  ByteReader reader(bytes_.view());
  last_block_ = (reader.U8() & 0x80) != 0;
  skip_bytes_ = reader.U24();
  frames_at_ += kBlockHeaderBytes + skip_bytes_;
  bytes_.Drop(kBlockHeaderBytes);
  place_ = Place::kSkip;
}

void FlacReader::Skip() {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(skip_bytes_, bytes_.size()));
  bytes_.Drop(count);
  skip_bytes_ -= count;
  if (skip_bytes_ == 0) place_ = last_block_ ? Place::kFrames : Place::kBlockHeader;
}

// libFLAC is shown a file whose metadata is STREAMINFO alone.
Status FlacReader::BeginFrames() {
  const auto head = WriteFlacHead(stream_, true);
  ByteQueue larger(stream_.MostFrameBytes() + kQueueBytes + kFlacHeadBytes);
  larger.Append(head);
  std::swap(bytes_, larger);
  block_.resize(std::size_t{stream_.max_block_frames} * static_cast<std::size_t>(stream_.channels));
  FLAC__StreamDecoder* const decoder = library_->decoder;
  const bool begun = decoder &&
                     FLAC__stream_decoder_init_stream(decoder, Library::Read, nullptr, Library::Tell, nullptr, nullptr,
                                                      Library::Write, nullptr, Library::Error, this) ==
                         FLAC__STREAM_DECODER_INIT_STATUS_OK &&
                     FLAC__stream_decoder_process_until_end_of_metadata(decoder);
  if (!begun) return Status(StatusCode::kMalformed, "libFLAC refuses the header");
  bytes_.Append(larger.view());
  whole_until_ = consumed_bytes_;
  info_ = AudioInfo{Encoding::kFlac, stream_.sample_rate_hz, stream_.channels, std::nullopt};
  if (stream_.total_frames > 0) info_->total_frames = stream_.total_frames;
  return Status::Ok();
}

// Decodes a frame when all of it must be there; false when there is nothing to do until more bytes come.
bool FlacReader::Decode() {
  if (place_ != Place::kFrames || (!ended_ && bytes_.size() < stream_.MostFrameBytes())) return false;
  FLAC__StreamDecoder* const decoder = library_->decoder;
  const bool went = FLAC__stream_decoder_process_single(decoder);
  const FLAC__StreamDecoderState state = FLAC__stream_decoder_get_state(decoder);
  if (went && state != FLAC__STREAM_DECODER_END_OF_STREAM) {
    FLAC__uint64 position = 0;
    if (block_end_ > 0 && FLAC__stream_decoder_get_decode_position(decoder, &position)) whole_until_ = position;
    return true;
  }
  if (state == FLAC__STREAM_DECODER_ABORTED && !ended_) {  // ran through all there was and found no frame
    ++damaged_parts_;
    return FLAC__stream_decoder_flush(decoder) && bytes_.size() >= stream_.MostFrameBytes();
  }
  place_ = Place::kDone;
  return false;
}

template <typename T>
std::size_t FlacReader::ReadInto(std::span<T> out) {
  if (!info_) return 0;
  const auto channels = static_cast<std::size_t>(stream_.channels);
  out = out.first(out.size() / channels * channels);
  std::size_t written = 0;
  while (written < out.size()) {
    const std::size_t count = std::min(block_end_ - block_begin_, out.size() - written);
    for (std::size_t i = 0; i < count; ++i) Convert(block_[block_begin_ + i], stream_.bits, out[written + i]);
    written += count;
    block_begin_ += count;
    if (written == out.size()) break;
    block_begin_ = block_end_ = 0;
    if (!Decode()) break;
  }
  return written;
}

std::size_t FlacReader::Read(Samples out) { return ReadInto(out); }
std::size_t FlacReader::Read(std::span<float> out) { return ReadInto(out); }

std::optional<SeekPoint> FlacReader::Seek(std::uint64_t frame, ByteSource& file) {
  if (!info_) return std::nullopt;
  const auto found = SeekFlacFrame(file, frames_at_, stream_, frame);
  if (!found || !FLAC__stream_decoder_flush(library_->decoder)) return std::nullopt;
  bytes_.Clear();
  place_ = Place::kFrames;
  ended_ = false;
  block_begin_ = block_end_ = 0;
  decoded_frames_ = found->position;
  return SeekPoint{found->begin, frame - found->position};
}

bool FlacReader::truncated() const {
  if (place_ != Place::kDone) return false;
  return stream_.total_frames > 0 ? decoded_frames_ < stream_.total_frames : whole_until_ < consumed_bytes_;
}

void FlacReader::Reset() {
  library_ = std::make_unique<Library>();
  bytes_ = ByteQueue(kQueueBytes);
  place_ = Place::kHead;
  last_block_ = ended_ = false;
  info_.reset();
  block_begin_ = block_end_ = 0;
  frames_at_ = kFlacHeadBytes;
  decoded_frames_ = consumed_bytes_ = whole_until_ = damaged_parts_ = 0;
}

}  // namespace ossicle::file
