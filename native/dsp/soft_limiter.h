#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ossicle::dsp {

/// Keeps what one listener hears within the 16-bit range by turning it down, never by cutting peaks off.
///
/// Law: what fits passes untouched, bit for bit. Else the gain is what brings the largest peak to full scale. Within a
/// frame the fall begins up to 5 ms before the peak (the frame is the look-ahead: nothing is delayed); where a peak
/// comes too early in a frame for that, between the frame's beginning and the peak. After the last peak within 1 dB of
/// full scale it stays for 60 ms, so that a steady sound meets a steady gain, then returns to exactly 1 with a time
/// constant of 250 ms. All channels get the same gain.
class SoftLimiter {
 public:
  /// What is remembered of one listener.
  struct State {
    float gain = 1;
    int hold_samples = 0;
  };

  SoftLimiter(int sample_rate_hz, std::size_t frame_samples, int channels);

  /// Whether a whole frame may be left at the gain of `state`, at which its peak, in 16-bit units, is `peak`; counts the
  /// frame if so. Else Process has to be called.
  bool Keeps(State& state, float peak) const {
    return peak <= kCeiling && (state.gain == 1 || Holds(state, peak));
  }

  /// A frame of interleaved samples in 16-bit units.
  void Process(State& state, std::span<float> frame);

 private:
  static constexpr float kCeiling = 32767.0f;

  bool Holds(State& state, float peak) const;
  void FindNeeds(std::span<const float> frame);
  void PlanGains(State& state);
  void Apply(std::span<float> frame) const;

  std::size_t frame_samples_;
  std::size_t block_samples_;  // 1 ms
  std::size_t channels_;
  int hold_samples_;
  float release_;             // what is left of the reduction after a block
  std::vector<float> peaks_;  // of each block
  std::vector<float> needs_;  // the gain that each block needs
  std::vector<float> gains_;  // at the beginning of each block, and the end of the last
};

}  // namespace ossicle::dsp
