#pragma once

#include <span>
#include <vector>

#include "dsp/tone_generator.h"
#include "session/sample_source.h"

namespace ossicle::session {

/// A sequence of tones of any length, generated at the rate it is played at.
class ToneSource final : public SampleSource {
 public:
  ToneSource(std::vector<dsp::Tone> tones, std::uint32_t loops, int sample_rate_hz)
      : tones_(std::move(tones)), options_{.loops = loops}, sample_rate_hz_(sample_rate_hz), generator_(sample_rate_hz) {}

  /// Begins; false when a frequency is not below half the rate, or there is no tone. Call once, before Take.
  bool Start();

  int sample_rate_hz() const override { return sample_rate_hz_; }
  Read Take(Samples out) override;

 private:
  /// The generator takes a limited number of steps, so a longer sequence is fed to it in parts.
  bool StartNextPart();

  const std::vector<dsp::Tone> tones_;
  PlayOptions options_;
  const int sample_rate_hz_;
  dsp::ToneGenerator generator_;
  std::size_t next_ = 0;
};

}  // namespace ossicle::session
