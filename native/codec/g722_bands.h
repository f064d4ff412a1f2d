#pragma once

#include <cstddef>

#include "codec/g722_predictor.h"
#include "codec/g722_tables.h"

namespace ossicle::codec::g722 {

// Block names are those of G.722. Everything here runs once per sample of a subband, so it is inline, and without a
// branch on the signal, which no processor could foresee.

/// The limits of RL and RH: 15 bits.
inline int Limit(int value) { return std::clamp(value, -16384, 16383); }

/// INVQAL, INVQBL, INVQAH.
inline int Scaled(int scale, int level) { return (scale * level) >> 15; }

/// 1 when a magnitude is at or above a decision level.
inline int Reached(int magnitude, int scale, int level) { return magnitude >= (level * scale) >> 12 ? 1 : 0; }

/// One band, one direction: predictor and scale factor, which follow what both sides know.
template <const auto& kMultipliers, const auto& kScaleFactors, int kMaxNb>
class Band {
 public:
  int prediction() const { return predictor_.prediction(); }
  /// DETL, DETH.
  int scale() const { return kScaleFactors[static_cast<std::size_t>(nb_ >> 6)]; }

  /// Takes the code that both sides know, of 4 bits in the lower band and of 2 in the higher, and what it stands for.
  void Update(std::size_t code, int difference) {
    predictor_.Update(difference);
    nb_ = std::clamp(((nb_ * 127) >> 7) + kMultipliers[code], 0, kMaxNb);  // LOGSCL, LOGSCH
  }

 private:
  Predictor predictor_;
  int nb_ = 0;
};

class LowerBand {
 public:
  /// The code of 6 bits for a sample of 15 bits.
  std::uint8_t Encode(int sample) {
    const int difference = sample - band_.prediction(), sign = difference >> 31;
    const int magnitude = difference ^ sign, scale = band_.scale();
    const std::size_t coarse = CoarseInterval(magnitude, scale), code4 = Code4(coarse, sign);
    const int fine = FineInterval(coarse, magnitude, scale);
    band_.Update(code4, Scaled(scale, kQm4[code4]));
    return kCodes[static_cast<std::size_t>((sign & 32) + fine)];
  }

  /// The sample for a code of 6 bits, of which only the highest `kBits` count (INVQBL).
  template <int kBits>
  int Decode(std::size_t code) {
    const int scale = band_.scale();
    const int sample = Limit(band_.prediction() + Scaled(scale, Level<kBits>(code)));
    const std::size_t code4 = code >> 2;
    band_.Update(code4, Scaled(scale, kQm4[code4]));
    return sample;
  }

 private:
  // QUANTL: the code of 4 bits is all that the predictor waits for; the two bits below it are found on the side.
  static std::size_t CoarseInterval(int magnitude, int scale) {
    int interval = 0;
    for (std::size_t i = 0; i < 7; ++i) interval += Reached(magnitude, scale, kQ6[i][3]);
    return static_cast<std::size_t>(interval);
  }
  /// 1..30.
  static int FineInterval(std::size_t coarse, int magnitude, int scale) {
    int interval = 4 * static_cast<int>(coarse) - 1;
    for (std::size_t i = 0; i < 3; ++i) interval += Reached(magnitude, scale, kQ6[coarse][i]);
    return interval;
  }
  // Table 13. Both signs share the code around zero.
  static std::size_t Code4(std::size_t coarse, int sign) {
    return kCodes4[static_cast<std::size_t>(sign & 8) + coarse];
  }
  template <int kBits>
  static int Level(std::size_t code) {
    if constexpr (kBits == 6) return kQm6[code];
    if constexpr (kBits == 5) return kQm5[code >> 1];
    return kQm4[code >> 2];
  }

  Band<kWl, kDetl, kMaxNbl> band_;
};

class HigherBand {
 public:
  /// The code of 2 bits for a sample of 15 bits (QUANTH).
  std::uint8_t Encode(int sample) {
    const int difference = sample - band_.prediction(), sign = difference >> 31, scale = band_.scale();
    const int code = (sign & -2) + 3 - Reached(difference ^ sign, scale, kQ2);
    Update(static_cast<std::size_t>(code), scale);
    return static_cast<std::uint8_t>(code);
  }

  int Decode(std::size_t code) {
    const int scale = band_.scale(), sample = Limit(band_.prediction() + Scaled(scale, kQm2[code]));
    Update(code, scale);
    return sample;
  }

 private:
  void Update(std::size_t code, int scale) { band_.Update(code, Scaled(scale, kQm2[code])); }

  Band<kWh, kDeth, kMaxNbh> band_;
};

}  // namespace ossicle::codec::g722
