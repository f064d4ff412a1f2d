#pragma once

#include <vector>

#include "core/frame.h"

namespace ossicle::dsp {

/// Fills gaps in decoded audio for codecs that cannot do so themselves, in the spirit of ITU-T G.711 Appendix I:
/// the last pitch period is repeated (two and three periods in longer gaps, so that it does not buzz), kept for
/// 10 ms, faded to silence by 60 ms, and cross-faded into what comes next. Adds no delay.
/// Every frame of the stream passes through exactly one of Good and Conceal, in order. Frames of 2.5..60 ms.
class Concealment {
 public:
  explicit Concealment(int sample_rate_hz);

  /// A frame that arrived; its beginning is changed in place after a gap.
  void Good(Samples frame);
  /// Writes a frame in place of one that did not arrive.
  void Conceal(Samples out);
  /// The next good frame is of another origin: it is faded into, as after a gap.
  void Bridge();
  void Reset();

 private:
  void StartGap();
  std::size_t FindPitch() const;
  std::size_t BestLag(std::size_t from, std::size_t to, std::size_t lag_step, std::size_t stride) const;
  float Template(std::size_t periods, std::size_t index) const;
  void GrowTemplate(std::size_t periods);
  float Synthesise();
  void Remember(ConstSamples frame);

  // Lengths in samples of the stream's rate.
  std::size_t rate_hz_;
  std::size_t min_pitch_, max_pitch_;
  std::size_t correlation_;      // compared when looking for the pitch
  std::size_t hold_, gap_end_;   // full level until hold_, silence from gap_end_
  std::size_t step_length_;      // of the ramp that bridges the first joint
  std::vector<Sample> history_;  // everything that was played, newest last

  // The gap.
  std::vector<Sample> source_;   // history_ as it was when the gap began
  bool in_gap_ = false;          // until the fade back is over
  std::size_t pitch_ = 1;
  std::size_t overlap_ = 0;      // a quarter of the pitch
  std::size_t periods_ = 1;
  std::size_t at_ = 0;           // in the template of periods_
  std::size_t old_at_ = 0;       // in the shorter template that is being left
  std::size_t growing_ = 0;      // samples left of that fade
  std::size_t gap_samples_ = 0;
  float step_ = 0;               // from where the template begins to the last sample played
  std::size_t fade_total_ = 0, fade_left_ = 0;  // of the way back; 0 in total: not on it
};

}  // namespace ossicle::dsp
