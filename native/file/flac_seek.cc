#include "file/flac_seek.h"

#include <algorithm>
#include <vector>

#include "file/flac_frame_header.h"

namespace ossicle::file {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 14;
/// A head, a subframe of one byte and the checksum.
constexpr std::size_t kLeastFrameBytes = 5 + 2 + 2;

class FrameFinder final : public LandmarkFinder {
 public:
  FrameFinder(ByteSource& file, const FlacStreamInfo& stream) : file_(file), stream_(stream), bytes_(kReadBytes) {}

  std::optional<Landmark> Next(std::uint64_t from, std::uint64_t until) override {
    const std::uint64_t sight = std::min<std::uint64_t>(until, from + 2 * stream_.MostFrameBytes());
    for (std::uint64_t at = from; at < sight;) {
      const Bytes view = View(at);
      for (std::size_t i = 0; i < view.size() && at + i < sight; ++i) {
        if (view[i] != 0xFF) continue;
        if (const auto head = ParseFlacFrameHeader(view.subspan(i), stream_))
          return Landmark{at + i, at + i + std::max<std::uint64_t>(stream_.min_frame_bytes, kLeastFrameBytes), head->first_frame};
      }
      if (view.size() <= kMaxFlacFrameHeaderBytes) return std::nullopt;  // the end of the file
      at += view.size() - kMaxFlacFrameHeaderBytes;
    }
    return std::nullopt;
  }

 private:
  /// What is there from `offset` on: more than a head, except at the end of the file.
  Bytes View(std::uint64_t offset) {
    if (offset < begin_ || offset + kMaxFlacFrameHeaderBytes >= begin_ + count_) {
      begin_ = offset;
      count_ = file_.ReadAt(offset, bytes_);
    }
    return Bytes(bytes_).subspan(static_cast<std::size_t>(offset - begin_), count_ - static_cast<std::size_t>(offset - begin_));
  }

  ByteSource& file_;
  const FlacStreamInfo& stream_;
  std::vector<std::uint8_t> bytes_;  // from begin_ on, count_ of them
  std::uint64_t begin_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

std::optional<Landmark> SeekFlacFrame(ByteSource& file, std::uint64_t begin, const FlacStreamInfo& stream, std::uint64_t frame) {
  FrameFinder finder(file, stream);
  return LastLandmark(finder, begin, file.size(), frame);
}

}  // namespace ossicle::file
