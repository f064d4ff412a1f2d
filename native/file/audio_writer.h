#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"
#include "file/audio_reader.h"

namespace ossicle::file {

/// A file of sound as a stream: interleaved samples in, bytes out. Write, Take until nothing is left, Write on; at the
/// end Finish, Take, and put Head over the first bytes of the file where that is possible.
class AudioWriter {
 public:
  virtual ~AudioWriter() = default;

  /// Takes as many whole frames as there is room for; returns samples of all channels together. Zero: Take first.
  virtual Result<std::size_t> Write(ConstSamples in) = 0;
  /// The same with full scale 1.0; NaN and infinity are silence.
  virtual Result<std::size_t> Write(std::span<const float> in) = 0;
  /// No samples follow. False: Take, then call it again.
  virtual Result<bool> Finish() = 0;
  /// Moves bytes of the file, in their order, as many as are ready and fit.
  virtual std::size_t Take(MutableBytes out) = 0;
  /// After Finish, what the file should begin with, now that its length is known; 0 when nothing changes. `out` holds
  /// kMaxHeadBytes.
  virtual std::size_t Head(MutableBytes out) const = 0;
  static constexpr std::size_t kMaxHeadBytes = 128;

  /// Ready for another file of the same kind.
  virtual void Reset() = 0;
};

}  // namespace ossicle::file
