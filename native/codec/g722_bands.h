#pragma once

#include <span>

#include "codec/g722_predictor.h"
#include "codec/g722_tables.h"

namespace ossicle::codec::g722 {

/// Bits of the lower band that the decoder uses: modes 1, 2 and 3 of G.722 (64, 56 and 48 kbit/s).
enum class LowerBits : std::uint8_t { kSix = 6, kFive = 5, kFour = 4 };

/// Quantizes one band, one direction; predictor and scale factor follow what the other side can know.
class LowerBand {
 public:
  /// Codes of 6 bits for subband samples of 15 bits.
  void Encode(std::span<const std::int16_t> samples, std::uint8_t* codes);
  /// Subband samples for codes of 6 bits of which the highest `bits` count.
  void Decode(std::span<const std::uint8_t> codes, LowerBits bits, std::int16_t* samples);

 private:
  int scale() const { return kDetl[static_cast<std::size_t>(nb_ >> 6)]; }

  Predictor predictor_;
  int nb_ = 0;
};

class HigherBand {
 public:
  /// Codes of 2 bits, put above those of the lower band.
  void Encode(std::span<const std::int16_t> samples, std::uint8_t* codes);
  void Decode(std::span<const std::uint8_t> codes, std::int16_t* samples);

 private:
  int scale() const { return kDeth[static_cast<std::size_t>(nb_ >> 6)]; }

  Predictor predictor_;
  int nb_ = 0;
};

}  // namespace ossicle::codec::g722
