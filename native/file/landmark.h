#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"

namespace ossicle::file {

/// The bytes of a whole file, read at any place.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Reads what is there from `offset` on, as far as `out` goes; fewer only at the end of the file or when it fails.
  virtual std::size_t ReadAt(std::uint64_t offset, MutableBytes out) = 0;
};

/// A place in a file at which reading can begin.
struct Landmark {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;       ///< The next landmark does not begin before it.
  std::uint64_t position = 0;  ///< In the sound, on a scale of the format; it never falls within a file.
};

/// Finds landmarks in a file.
class LandmarkFinder {
 public:
  virtual ~LandmarkFinder() = default;
  /// The first landmark that begins in [from, until); none when there is none near `from`.
  virtual std::optional<Landmark> Next(std::uint64_t from, std::uint64_t until) = 0;
};

/// The last landmark in [begin, end) whose position is not above `wanted`: by bisection, then landmark by landmark. Where
/// the finder sees only so far, an earlier one may come out.
std::optional<Landmark> LastLandmark(LandmarkFinder& finder, std::uint64_t begin, std::uint64_t end, std::uint64_t wanted);

}  // namespace ossicle::file
