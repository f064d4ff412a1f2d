#include "file/ogg_seek.h"

#include <algorithm>
#include <vector>

namespace ossicle::file {
namespace {

/// How far from a place the next page is looked for. Two pages of another stream fit between two of ours.
constexpr std::uint64_t kSightBytes = 4 * kMaxOggPageBytes;
constexpr std::size_t kReadBytes = std::size_t{1} << 13;

bool HoldsWholePacket(const OggPage& page) {
  const auto ends = std::count_if(page.segments.begin(), page.segments.end(), [](std::uint8_t lacing) { return lacing < 255; });
  return ends > (page.continued ? 1 : 0);
}

/// The pages of one stream that hold a whole packet of sound.
class PageFinder final : public LandmarkFinder {
 public:
  PageFinder(ByteSource& file, std::uint32_t serial) : file_(file), serial_(serial), bytes_(kReadBytes) {}

  std::optional<Landmark> Next(std::uint64_t from, std::uint64_t until) override {
    if (from != next_) GoTo(from);
    for (const std::uint64_t sight = from + kSightBytes;;) {
      while (const auto page = pages_.Next()) {
        next_ = read_until_ - pages_.pending();
        const std::uint64_t begin = next_ - kOggHeaderBytes - page->segments.size() - page->body.size();
        if (begin >= until) return std::nullopt;
        // Headers stand at position 0.
        if (page->serial == serial_ && page->granule > 0 && HoldsWholePacket(*page))
          return Landmark{begin, next_, static_cast<std::uint64_t>(page->granule)};
      }
      if (read_until_ >= sight || !ReadOn()) return std::nullopt;
    }
  }

 private:
  void GoTo(std::uint64_t offset) {
    pages_.Reset();
    next_ = read_until_ = offset;
  }
  bool ReadOn() {
    const std::size_t count = file_.ReadAt(read_until_, bytes_);
    read_until_ += pages_.Push(Bytes(bytes_).first(count));
    return count > 0;
  }

  ByteSource& file_;
  const std::uint32_t serial_;
  std::vector<std::uint8_t> bytes_;
  OggPageReader pages_;
  std::uint64_t read_until_ = 0;
  std::uint64_t next_ = 0;  // where the page ends that was looked at last
};

}  // namespace

std::optional<Landmark> SeekOggPage(ByteSource& file, std::uint32_t serial, std::int64_t granule) {
  if (granule <= 0) return std::nullopt;
  PageFinder finder(file, serial);
  const std::uint64_t size = file.size();
  const auto page = LastLandmark(finder, 0, size, static_cast<std::uint64_t>(granule));
  if (!page || (page->end != size && !finder.Next(page->end, size))) return std::nullopt;
  return page;
}

}  // namespace ossicle::file
