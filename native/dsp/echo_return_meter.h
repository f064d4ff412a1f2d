#pragma once

#include <cstdint>
#include <span>

namespace ossicle::dsp {

/// Measures the echo return loss enhancement of a canceller: how much weaker the microphone's signal is behind it while
/// the far end speaks alone. Stretches in which the near end speaks too, where nothing is to be cancelled, are told by
/// how little of them is cancelled, and left out. Blocks of 10 ms, full scale 1.0.
class EchoReturnMeter {
 public:
  /// `after`: what became of `microphone` (its delay of a block or two does not matter).
  void Process(std::span<const float> reference, std::span<const float> microphone, std::span<const float> after);
  /// In dB, 0..60; 0 as long as there was no echo to measure by.
  float enhancement_db() const;
  /// There was enough of the far end, and of its echo, for the figure to mean something.
  bool known() const { return blocks_ >= kEnoughBlocks; }
  void Reset() { *this = EchoReturnMeter(); }

 private:
  static constexpr int kEnoughBlocks = 50;

  bool IsEcho(float microphone, float after);

  int far_end_blocks_ = 0;      ///< That the far end still rings in the room.
  float noise_ = 0;             ///< Mean square of the quietest recent blocks without the far end.
  float before_ = 0, after_ = 0;  ///< Slow means over blocks of echo alone.
  int blocks_ = 0;
  int refused_ = 0;             ///< Blocks in a row taken for double talk.
};

}  // namespace ossicle::dsp
