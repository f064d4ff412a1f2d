#pragma once

#include <vector>

#include "file/audio_writer.h"
#include "file/byte_queue.h"
#include "file/flac_header.h"

namespace ossicle::file {

/// Writes FLAC (RFC 9639, libFLAC at its default compression) in 16 or 24 bits as a stream. Head gives the length and the
/// MD5 of the samples; a file that cannot be written over does without, as streams do.
class FlacWriter final : public AudioWriter {
 public:
  /// 1 to 8 channels at 1 000 to 655 350 Hz, as kPcm16 or kPcm24.
  static Result<std::unique_ptr<AudioWriter>> Make(Encoding encoding, const AudioFormat& format);
  ~FlacWriter() override;

  Result<std::size_t> Write(ConstSamples in) override;
  Result<std::size_t> Write(std::span<const float> in) override;
  Result<bool> Finish() override;
  std::size_t Take(MutableBytes out) override { return bytes_.Take(out); }
  std::size_t Head(MutableBytes out) const override;
  void Reset() override;

 private:
  struct Library;  // libFLAC's encoder and its callbacks
  static constexpr std::size_t kBlockFrames = 4096;  // what libFLAC takes at its default level

  FlacWriter(int bits, const AudioFormat& format);
  Status Begin();
  template <typename T>
  Result<std::size_t> WriteFrom(std::span<const T> in);

  const int bits_;
  const AudioFormat format_;
  std::unique_ptr<Library> library_;
  ByteQueue bytes_;
  std::vector<std::int32_t> block_;
  FlacStreamInfo stream_;
  bool finished_ = false;
  bool overflowed_ = false;
};

}  // namespace ossicle::file
