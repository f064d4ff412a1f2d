#include "session/memory_source.h"

#include <algorithm>

namespace ossicle::session {

SampleSource::Read MemorySource::Take(Samples out) {
  if (samples_.empty()) return {0, State::kEnded};
  std::size_t written = 0;
  while (written < out.size()) {
    if (position_ == samples_.size()) {
      if (!repeat_) break;
      position_ = 0;
    }
    const std::size_t count = std::min(out.size() - written, samples_.size() - position_);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(position_), count,
                out.begin() + static_cast<std::ptrdiff_t>(written));
    position_ += count;
    written += count;
  }
  const bool ended = !repeat_ && position_ == samples_.size();
  return {written, ended ? State::kEnded : State::kMore};
}

}  // namespace ossicle::session
