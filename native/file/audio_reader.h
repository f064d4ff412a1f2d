#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"
#include "file/landmark.h"

namespace ossicle::file {

/// How the samples of a file are stored. `lib/audio/audio-file.ts` has the same order.
enum class Encoding : std::uint8_t { kPcm8, kPcm16, kPcm24, kPcm32, kFloat32, kFloat64, kALaw, kMuLaw, kFlac, kOpus, kVorbis };

/// What a file says about itself.
struct AudioInfo {
  Encoding encoding = Encoding::kPcm16;
  int sample_rate_hz = 8000;
  int channels = 1;
  std::optional<std::uint64_t> total_frames;  ///< One sample of every channel is a frame here. May be a lie.
};

/// Where reading goes on.
struct SeekPoint {
  std::uint64_t offset = 0;         ///< The byte of the file to be pushed next.
  std::uint64_t frames_before = 0;  ///< So many frames lie before the one sought.
};

/// A file of sound as a stream: bytes in, in pieces of any size, interleaved samples out. Push until it takes no more,
/// Read until it gives no more, and End after the last byte. Never holds more than a fixed piece of the file.
class AudioReader {
 public:
  virtual ~AudioReader() = default;

  /// Takes as many bytes as there is room for and returns how many. kMalformed: not a file of this format;
  /// kUnsupported: one of a kind that is not read.
  virtual Result<std::size_t> Push(Bytes bytes) = 0;
  /// No byte follows those pushed. kMalformed when the file has ended inside its header.
  virtual Status End() = 0;
  /// None before the header is complete.
  virtual const std::optional<AudioInfo>& info() const = 0;

  /// Writes whole frames as far as they are there; returns samples of all channels together.
  virtual std::size_t Read(Samples out) = 0;
  /// The same with full scale 1.0; what is no number in the file is silence.
  virtual std::size_t Read(std::span<float> out) = 0;

  /// Goes near `frame` of `file`, the one that is being read; after the first samples were read, and not again before the
  /// next Reset. Read goes on as if all before it had been read. None, and nothing has changed, where that cannot be told.
  virtual std::optional<SeekPoint> Seek(std::uint64_t frame, ByteSource& file) = 0;

  /// After End: the file stopped before the end that it announced, or within a frame.
  virtual bool truncated() const = 0;
  /// How many pieces of the file were skipped or replaced by silence because they made no sense.
  virtual std::uint64_t damaged_parts() const = 0;
  /// Ready for another file.
  virtual void Reset() = 0;
};

}  // namespace ossicle::file
