#pragma once

#include <array>
#include <span>

#include "core/frame.h"

namespace ossicle::codec::g722 {

/// Pairs of samples that the filters take at a time.
inline constexpr std::size_t kMaxPairs = 160;
using Subband = std::array<Sample, kMaxPairs>;

/// Splits 16 kHz into two bands of 8 kHz and 15 bits (transmit quadrature mirror filter, section 3.1). 11 samples late.
class AnalysisFilter {
 public:
  /// At most kMaxPairs pairs.
  void Split(ConstSamples samples, Subband& lower, Subband& higher);

 private:
  std::array<Sample, 11> even_{}, odd_{};  // before the samples to come, oldest first
};

/// Puts the two bands together (receive quadrature mirror filter, section 4.4). 11 samples late.
class SynthesisFilter {
 public:
  void Join(const Subband& lower, const Subband& higher, Samples samples);

 private:
  std::array<Sample, 11> sum_{}, difference_{};
};

}  // namespace ossicle::codec::g722
