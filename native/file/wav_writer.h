#pragma once

#include "file/audio_writer.h"
#include "file/byte_queue.h"
#include "file/wav_header.h"

namespace ossicle::file {

/// Writes WAV as a stream, in 16 bits, 32-bit floating point or G.711. Head gives the sizes, beyond 4 GiB as RF64; a
/// file that cannot be written over keeps a header that announces no length.
class WavWriter final : public AudioWriter {
 public:
  /// 1 to 8 channels at 1 000 to 384 000 Hz, as kPcm16, kFloat32, kALaw or kMuLaw.
  static Result<std::unique_ptr<AudioWriter>> Make(Encoding encoding, const AudioFormat& format);

  Result<std::size_t> Write(ConstSamples in) override;
  Result<std::size_t> Write(std::span<const float> in) override;
  Result<bool> Finish() override;
  std::size_t Take(MutableBytes out) override { return bytes_.Take(out); }
  std::size_t Head(MutableBytes out) const override;
  void Reset() override;

 private:
  static constexpr std::size_t kQueueBytes = std::size_t{1} << 16;

  WavWriter(Encoding encoding, const AudioFormat& format);
  template <typename T>
  std::size_t WriteFrom(std::span<const T> in);

  const Encoding encoding_;
  const AudioFormat format_;
  ByteQueue bytes_;
  std::uint64_t data_bytes_ = 0;
  bool finished_ = false;
};

}  // namespace ossicle::file
