#pragma once

#include <array>
#include <cstdint>

namespace ossicle::dsp {

/// Loudness of a power (mean square of the K-weighted channels, summed; full scale 1.0), BS.1770-4 annex 1.
double PowerToLufs(double power);
double LufsToPower(double lufs);

/// Powers of blocks, sorted into steps of 0.1 LU from the absolute gate of -70 LUFS on, so that memory is the same for
/// any length. Each step keeps the sum of its powers, so nothing is rounded but which side of a gate a block falls.
class LoudnessHistogram {
 public:
  /// Takes a block; one below the absolute gate does not count.
  void Add(double power);

  /// Mean power of the blocks that are not more than `below_lu` below the mean of all; 0 when there are none.
  double GatedMean(double below_lu) const;
  /// From the `low` to the `high` fraction (0..1) of the loudness of these blocks, in LU.
  double Range(double below_lu, double low, double high) const;

  void Reset() { *this = LoudnessHistogram(); }

 private:
  static constexpr double kGateLufs = -70, kStepLu = 0.1;
  static constexpr std::size_t kSteps = 1400;  // up to +70 LUFS; what is louder stands in the last

  struct Step {
    std::uint64_t blocks = 0;
    double power = 0;
  };

  static std::size_t StepOf(double lufs);
  std::size_t FirstStep(double below_lu) const;

  std::array<Step, kSteps> steps_{};
  Step all_;
};

}  // namespace ossicle::dsp
