#pragma once

#include "file/audio_reader.h"
#include "file/byte_queue.h"
#include "file/wav_format.h"

namespace ossicle::file {

/// Reads WAV (RIFF, and RF64 of EBU Tech 3306) as a stream: 8, 16, 24 and 32 bits, floating point, G.711, in one to
/// eight channels. What the header says of sizes is taken for a hint: samples are given as far as there are any.
class WavReader final : public AudioReader {
 public:
  WavReader() : bytes_(kQueueBytes) {}

  Result<std::size_t> Push(Bytes bytes) override;
  Status End() override;
  const std::optional<AudioInfo>& info() const override { return info_; }
  std::size_t Read(Samples out) override;
  std::size_t Read(std::span<float> out) override;
  std::optional<SeekPoint> Seek(std::uint64_t frame, ByteSource& file) override;
  bool truncated() const override { return truncated_; }
  std::uint64_t damaged_parts() const override { return 0; }
  void Reset() override;

 private:
  static constexpr std::size_t kQueueBytes = std::size_t{1} << 16;
  enum class Place : std::uint8_t { kRiff, kChunkHeader, kSkip, kSamples, kDone };

  Status Advance();
  bool TakeRiff(Status& status);
  bool TakeChunkHeader(Status& status);
  bool TakeFormat(std::uint32_t size, Status& status);
  bool TakeLargeSizes(std::uint32_t size);
  bool Skip();
  void BeginSamples(std::uint32_t size);
  template <typename T>
  std::size_t ReadInto(std::span<T> out);

  ByteQueue bytes_;
  Place place_ = Place::kRiff;
  bool truncated_ = false;
  std::uint64_t skip_bytes_ = 0;
  std::optional<std::uint64_t> large_data_bytes_;  // of the ds64 chunk
  std::optional<WavFormat> format_;
  std::optional<std::uint64_t> data_left_;  // none: until the end of the file
  std::optional<AudioInfo> info_;
  std::uint64_t pushed_bytes_ = 0;
  std::uint64_t samples_at_ = 0;  // where in the file they begin
};

}  // namespace ossicle::file
