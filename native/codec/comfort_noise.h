#pragma once

#include <array>
#include <cstdint>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/random.h"
#include "core/status.h"

namespace ossicle::codec {

/// Most reflection coefficients that are used; more on the wire are left out, which RFC 3389 section 3.3 allows.
inline constexpr std::size_t kMaxNoiseOrder = 12;

/// Background noise as RFC 3389 describes it: how loud, and the all-pole spectrum by its reflection coefficients
/// (of A(z) = 1 + a1 z^-1 + …, so that a low rumble has a negative first one). No coefficients: white.
struct NoiseDescription {
  float level_dbov = -127;                         ///< 0..-127; 0 is the power of a full-scale square wave.
  std::size_t order = 0;                           ///< 0..kMaxNoiseOrder.
  std::array<float, kMaxNoiseOrder> reflection{};  ///< Each between -1 and 1.
};

/// kMalformed: empty, or a level with the bit set that must be zero.
Result<NoiseDescription> ParseComfortNoise(Bytes payload);

/// Writes 1 + order bytes and returns their number; 0 when `out` is too short.
std::size_t WriteComfortNoise(const NoiseDescription& noise, MutableBytes out);

/// Makes the noise of a description, at the sample rate that it was measured at. Per frame: Generate. Changes of the
/// description are faded in over some 50 ms. No latency.
class ComfortNoiseGenerator {
 public:
  ComfortNoiseGenerator(int sample_rate_hz, std::uint64_t seed);

  /// What to go on with. The first one after construction or Reset holds from the first sample.
  void SetDescription(const NoiseDescription& noise);
  /// Any length; the same samples come however they are cut.
  void Generate(Samples out);
  void Reset();

 private:
  void Approach(float share);
  float NextSample(float excitation);

  std::size_t block_samples_;
  Random random_;
  NoiseDescription target_;
  bool started_ = false;
  std::size_t left_in_block_ = 0;
  float amplitude_ = 0, excitation_gain_ = 0;
  std::array<float, kMaxNoiseOrder> reflection_{};
  std::array<float, kMaxNoiseOrder + 1> backward_{};  // of the lattice, by stage
};

/// Describes noise for sending. Per frame that holds nothing but noise: Analyze; at any time: description.
class ComfortNoiseAnalyzer {
 public:
  /// 0 for the level alone; at most kMaxNoiseOrder.
  explicit ComfortNoiseAnalyzer(std::size_t order);

  /// Frames of up to kMaxFrameSamples. Later frames count more; half of a description is of the last seven.
  void Analyze(ConstSamples frame);
  /// Of silence before the first frame.
  NoiseDescription description() const;
  void Reset();

 private:
  std::size_t order_;
  bool started_ = false;
  double power_ = 0;                                          // mean square
  std::array<double, kMaxNoiseOrder + 1> autocorrelation_{};  // of windowed frames, per sample
};

}  // namespace ossicle::codec
