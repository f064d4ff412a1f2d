#pragma once

#include <vector>

#include "session/sample_source.h"

namespace ossicle::session {

/// PCM held in memory, once or for ever.
class MemorySource final : public SampleSource {
 public:
  MemorySource(std::vector<Sample> samples, int sample_rate_hz, bool repeat)
      : samples_(std::move(samples)), sample_rate_hz_(sample_rate_hz), repeat_(repeat) {}

  int sample_rate_hz() const override { return sample_rate_hz_; }
  Read Take(Samples out) override;

 private:
  const std::vector<Sample> samples_;
  const int sample_rate_hz_;
  const bool repeat_;
  std::size_t position_ = 0;
};

}  // namespace ossicle::session
