#pragma once

#include <span>

#include "dsp/tone_generator.h"
#include "session/sample_source.h"

namespace ossicle::session {

/// A sequence of tones, generated at the rate it is played at.
class ToneSource final : public SampleSource {
 public:
  explicit ToneSource(int sample_rate_hz) : generator_(sample_rate_hz), sample_rate_hz_(sample_rate_hz) {}

  /// False when the generator refuses the tones (too many, or a frequency above half the rate).
  bool Start(std::span<const dsp::Tone> tones, bool repeat) { return generator_.Start(tones, repeat); }

  int sample_rate_hz() const override { return sample_rate_hz_; }
  Read Take(Samples out) override {
    const std::size_t samples = generator_.Process(out);
    return {samples, generator_.done() ? State::kEnded : State::kMore};
  }

 private:
  dsp::ToneGenerator generator_;
  const int sample_rate_hz_;
};

}  // namespace ossicle::session
