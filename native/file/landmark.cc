#include "file/landmark.h"

namespace ossicle::file {
namespace {

/// Where so little is left, walking is no slower than bisecting.
constexpr std::uint64_t kWalkBytes = std::uint64_t{1} << 16;

}  // namespace

std::optional<Landmark> LastLandmark(LandmarkFinder& finder, std::uint64_t begin, std::uint64_t end,
                                     std::uint64_t wanted) {
  std::optional<Landmark> last;
  std::uint64_t low = begin, high = end;
  while (high > low && high - low > kWalkBytes) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto found = finder.Next(middle, high);
    if (!found || found->position > wanted) {
      high = middle;
    } else {
      last = found;
      low = found->end;
    }
  }
  for (auto next = finder.Next(low, end); next && next->position <= wanted; next = finder.Next(next->end, end)) last = next;
  return last;
}

}  // namespace ossicle::file
