#pragma once

#include <vector>

#include "dsp/delay_meter.h"

namespace ossicle::dsp {

/// Measures how long the echo of a loudspeaker takes to the microphone, up to 500 ms. Listens at 8 kHz, and only while
/// the loudspeaker plays or has just played; once the delay is known, now and then.
/// Blocks of 10 ms, 8, 16, 32 or 48 kHz. One thread; memory is taken in the constructor.
class EchoDelayMeter {
 public:
  explicit EchoDelayMeter(int sample_rate_hz);

  void Process(std::span<const float> reference, std::span<const float> microphone);
  /// In ms; 0 when unknown, as it is before the first seconds of echo.
  float delay_ms() const { return delay_ms_; }
  bool known() const { return known_; }
  void Reset();

 private:
  /// Brings blocks down to 8 kHz.
  struct Narrow {
    std::vector<float> history;  ///< As many samples as the filter has taps, then the block.
    std::vector<float> block;
  };

  std::span<const float> Decimated(std::span<const float> block, Narrow& narrow) const;
  void Rest();

  std::size_t factor_;
  std::vector<float> taps_;
  Narrow reference_, microphone_;
  DelayMeter meter_;
  int ringing_blocks_ = 0;  ///< That the far end still rings in the room.
  int listened_blocks_ = 0;
  int resting_blocks_ = 0;
  float delay_ms_ = 0;
  bool known_ = false;
};

}  // namespace ossicle::dsp
