#pragma once

#include <array>
#include <limits>
#include <vector>

#include "core/frame.h"
#include "dsp/dtmf_detector.h"

namespace ossicle::dsp {

/// Takes digits out of audio: holds it back for as long as a digit needs to become certain, and silences the digit from
/// the sample it begins with to the sample it ends with, give or take 5 ms. All else comes out as it went in.
///
/// A detector says within 20 ms where a tone begins and ends. Where exactly is found by fitting its two sines to what
/// is surely inside, and by asking from which sample on the audio is better explained by them than by anything else.
class DtmfRemover {
 public:
  static constexpr Duration kLatency = Milliseconds(80);

  /// Rates: 8, 16, 24, 32 or 48 kHz.
  explicit DtmfRemover(int sample_rate_hz);

  /// Replaces a frame of any length by what went in kLatency before, digits silenced.
  void Process(Samples frame);
  std::size_t latency_samples() const { return latency_; }
  void Reset();

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  using Weights = std::array<double, 4>;  // of the two tones' cosines and sines

  /// Samples [from, to) that are silenced.
  struct Stretch {
    std::int64_t from = kNever, to = kNever;
  };

  void Listen();
  std::int64_t FindStart(std::int64_t first_block_end) const;
  std::int64_t FindEnd(std::int64_t last_block_end) const;
  Weights Fit(std::int64_t from) const;
  Weights TonesAt(std::int64_t at) const;
  double Gained(std::int64_t at, const Weights& weights) const;
  float GainAt(std::int64_t at) const;
  double At(std::int64_t at) const { return past_[static_cast<std::size_t>(at) % past_.size()]; }
  std::int64_t InMs(double ms) const;

  int sample_rate_hz_;
  std::size_t latency_;
  DtmfDetector detector_;
  std::vector<Sample> past_;   // a ring: what is held back
  std::vector<Sample> hop_;    // for the detector
  std::int64_t now_ = 0;       // samples taken so far
  Stretch sounding_, before_;  // the newest digit and the one before it, which may still be on its way out
};

}  // namespace ossicle::dsp
