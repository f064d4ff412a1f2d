#include "codec/g722_bands.h"

namespace ossicle::codec::g722 {
namespace {

// The limits of RL and RH: 15 bits.
int Limit(int value) { return std::clamp(value, -16384, 16383); }

// INVQAL, INVQBL, INVQAH.
int Scaled(int scale, int level) { return (scale * level) >> 15; }

// LOGSCL, LOGSCH.
int NextNb(int nb, int multiplier, int max_nb) { return std::clamp(((nb * 127) >> 7) + multiplier, 0, max_nb); }

// QUANTL: the code of 4 bits is all that the predictor waits for; the two bits below it are found on the side.
int Reached(int magnitude, int scale, int level) { return magnitude >= (level * scale) >> 12 ? 1 : 0; }

std::size_t CoarseInterval(int magnitude, int scale) {
  int interval = 0;
  for (std::size_t i = 0; i < 7; ++i) interval += Reached(magnitude, scale, kQ6[i][3]);
  return static_cast<std::size_t>(interval);
}

int FineInterval(std::size_t coarse, int magnitude, int scale) {
  int interval = 4 * static_cast<int>(coarse) - 1;
  for (std::size_t i = 0; i < 3; ++i) interval += Reached(magnitude, scale, kQ6[coarse][i]);
  return interval;
}

// Table 13: codes of the intervals 1..30.
int LowerCode(int interval, bool negative) { return (negative ? (interval < 3 ? 64 : 34) : 62) - interval; }

int LowerLevel(std::size_t code, LowerBits bits) {
  return bits == LowerBits::kSix ? kQm6[code] : bits == LowerBits::kFive ? kQm5[code >> 1] : kQm4[code >> 2];
}

// Codes of 4 bits of the coarse intervals; both signs share the one around zero.
std::size_t LowerCode4(std::size_t coarse, bool negative) { return (negative && coarse > 0 ? 8 : 15) - coarse; }

}  // namespace

void LowerBand::Encode(std::span<const std::int16_t> samples, std::uint8_t* codes) {
  LowerBand state = *this;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int difference = samples[i] - state.predictor_.prediction();
    const bool negative = difference < 0;
    const int magnitude = negative ? ~difference : difference, scale = state.scale();
    const std::size_t coarse = CoarseInterval(magnitude, scale), code4 = LowerCode4(coarse, negative);
    codes[i] = static_cast<std::uint8_t>(LowerCode(FineInterval(coarse, magnitude, scale), negative));
    state.predictor_.Update(Scaled(scale, kQm4[code4]));
    state.nb_ = NextNb(state.nb_, kWl[code4], kMaxNbl);
  }
  *this = state;
}

void LowerBand::Decode(std::span<const std::uint8_t> codes, LowerBits bits, std::int16_t* samples) {
  LowerBand state = *this;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::size_t code = codes[i] & 63u, code4 = code >> 2;
    const int scale = state.scale();
    samples[i] = static_cast<std::int16_t>(
        Limit(state.predictor_.prediction() + Scaled(scale, LowerLevel(code, bits))));
    state.predictor_.Update(Scaled(scale, kQm4[code4]));
    state.nb_ = NextNb(state.nb_, kWl[code4], kMaxNbl);
  }
  *this = state;
}

void HigherBand::Encode(std::span<const std::int16_t> samples, std::uint8_t* codes) {
  HigherBand state = *this;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int difference = samples[i] - state.predictor_.prediction();
    const bool negative = difference < 0;
    const int scale = state.scale();
    const bool outer = Reached(negative ? ~difference : difference, scale, kQ2) != 0;
    const std::size_t code = (negative ? 0u : 2u) + (outer ? 0u : 1u);  // table 13 for the higher band
    codes[i] = static_cast<std::uint8_t>(codes[i] | code << 6);
    state.predictor_.Update(Scaled(scale, kQm2[code]));
    state.nb_ = NextNb(state.nb_, kWh[code], kMaxNbh);
  }
  *this = state;
}

void HigherBand::Decode(std::span<const std::uint8_t> codes, std::int16_t* samples) {
  HigherBand state = *this;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::size_t code = codes[i] >> 6;
    const int scale = state.scale(), d = Scaled(scale, kQm2[code]);
    samples[i] = static_cast<std::int16_t>(Limit(state.predictor_.prediction() + d));
    state.predictor_.Update(d);
    state.nb_ = NextNb(state.nb_, kWh[code], kMaxNbh);
  }
  *this = state;
}

}  // namespace ossicle::codec::g722
