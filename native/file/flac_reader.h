#pragma once

#include <memory>
#include <vector>

#include "file/audio_reader.h"
#include "file/byte_queue.h"
#include "file/flac_header.h"

namespace ossicle::file {

/// Reads FLAC (RFC 9639, libFLAC) as a stream: 4 to 32 bits in one to eight channels. Metadata of any size passes
/// through without being held. When the header is complete it takes memory for the longest frame that the header allows,
/// at most 10 MB with what libFLAC takes for itself while it decodes; frames that break the header's word are skipped.
class FlacReader final : public AudioReader {
 public:
  FlacReader();
  ~FlacReader() override;

  Result<std::size_t> Push(Bytes bytes) override;
  Status End() override;
  const std::optional<AudioInfo>& info() const override { return info_; }
  std::size_t Read(Samples out) override;
  std::size_t Read(std::span<float> out) override;
  std::optional<SeekPoint> Seek(std::uint64_t frame, ByteSource& file) override;
  bool truncated() const override;
  std::uint64_t damaged_parts() const override { return damaged_parts_; }
  void Reset() override;

 private:
  struct Library;  // libFLAC's decoder and its callbacks
  enum class Place : std::uint8_t { kHead, kBlockHeader, kSkip, kFrames, kDone };

  Status Advance();
  Status TakeHead();
  void TakeBlockHeader();
  void Skip();
  Status BeginFrames();
  bool Decode();
  template <typename T>
  std::size_t ReadInto(std::span<T> out);

  std::unique_ptr<Library> library_;
  ByteQueue bytes_;
  Place place_ = Place::kHead;
  bool last_block_ = false;
  bool ended_ = false;
  std::uint64_t skip_bytes_ = 0;
  std::uint64_t frames_at_ = kFlacHeadBytes;  // where in the file they begin
  FlacStreamInfo stream_;
  std::optional<AudioInfo> info_;

  std::vector<std::int32_t> block_;  // the decoded frame, interleaved
  std::size_t block_begin_ = 0;
  std::size_t block_end_ = 0;
  std::uint64_t decoded_frames_ = 0;
  std::uint64_t consumed_bytes_ = 0;   // by libFLAC
  std::uint64_t whole_until_ = 0;      // where the last whole frame ended, on the same scale
  std::uint64_t damaged_parts_ = 0;
};

}  // namespace ossicle::file
