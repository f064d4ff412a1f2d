#include "session/memory_source.h"

#include <algorithm>

namespace ossicle::session {

MemorySource::MemorySource(std::vector<Sample> samples, int sample_rate_hz, const PlayOptions& options)
    : samples_(std::move(samples)),
      sample_rate_hz_(sample_rate_hz),
      options_(options),
      position_(PositionOf(options.start)) {}

std::size_t MemorySource::PositionOf(Duration time) const {
  const std::int64_t sample = DurationToSamples(time, sample_rate_hz_);
  return std::min(static_cast<std::size_t>(std::max<std::int64_t>(sample, 0)), samples_.size());
}

bool MemorySource::Seek(Duration position) {
  position_ = PositionOf(position);
  return true;
}

SampleSource::Read MemorySource::Take(Samples out) {
  if (PositionOf(options_.start) == samples_.size()) return {0, State::kEnded};
  std::size_t written = 0;
  while (written < out.size()) {
    if (position_ == samples_.size()) {
      if (!options_.TakeLoop()) break;
      position_ = PositionOf(options_.start);
    }
    const std::size_t count = std::min(out.size() - written, samples_.size() - position_);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(position_), count,
                out.begin() + static_cast<std::ptrdiff_t>(written));
    position_ += count;
    written += count;
  }
  const bool ended = options_.loops == 0 && position_ == samples_.size();
  return {written, ended ? State::kEnded : State::kMore};
}

}  // namespace ossicle::session
