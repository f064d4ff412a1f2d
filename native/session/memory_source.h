#pragma once

#include <vector>

#include "session/sample_source.h"

namespace ossicle::session {

/// PCM held in memory.
class MemorySource final : public SampleSource {
 public:
  MemorySource(std::vector<Sample> samples, int sample_rate_hz, const PlayOptions& options);

  int sample_rate_hz() const override { return sample_rate_hz_; }
  Read Take(Samples out) override;
  bool Seek(Duration position) override;
  std::optional<Duration> position() const override {
    return SamplesToDuration(static_cast<std::int64_t>(position_), sample_rate_hz_);
  }

 private:
  std::size_t PositionOf(Duration time) const;

  const std::vector<Sample> samples_;
  const int sample_rate_hz_;
  PlayOptions options_;
  std::size_t position_;
};

}  // namespace ossicle::session
