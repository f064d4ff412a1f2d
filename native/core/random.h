#pragma once

#include <cmath>
#include <cstdint>

namespace ossicle {

/// Small seeded generator (SplitMix64) for SSRCs, RTCP intervals and simulated networks. Not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t U64() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint32_t U32() { return static_cast<std::uint32_t>(U64() >> 32); }
  /// Uniform in [0, 1).
  double Uniform() { return static_cast<double>(U64() >> 11) * 0x1.0p-53; }
  /// Normal with mean 0 and standard deviation 1 (Box-Muller).
  double Gaussian() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - Uniform()));
    return radius * std::cos(6.283185307179586 * Uniform());
  }
  /// Exponential with mean 1.
  double Exponential() { return -std::log(1.0 - Uniform()); }

 private:
  std::uint64_t state_;
};

}  // namespace ossicle
