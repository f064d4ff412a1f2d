#include "dsp/dtmf_spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/target_clones.h"
#include "dsp/dtmf_tones.h"

namespace ossicle::dsp {
namespace {

constexpr std::size_t kBlock = kDtmfBlockSamples;
constexpr std::size_t kLanes = 2 * kDtmfTones;
constexpr double kTwoPi = 2 * std::numbers::pi;
constexpr std::size_t kRivals = 32;
constexpr float kRivalSpacingHz = 100;   // midway between two, a quarter of the power is seen by each
constexpr float kRivalDistanceHz = 170;  // nearer ones would see the tones themselves

constexpr float kFirstDialToneHz = 150, kBinHz = 50;

// The window times cosine and sine of eight frequencies, sample by sample, so that one sample feeds all sums at once.
struct Rows {
  alignas(32) float at[kBlock][kLanes];
};

struct Tables {
  Rows tones;
  Rows rivals[kRivals / kDtmfTones];
  Rows dial_tones;
  alignas(32) float window_squared[kBlock];
  float power_scale = 0;   // from the square of a sum to a mean square
  float energy_scale = 0;  // from the windowed energy to a mean square

  Tables() {
    float sum = 0, energy = 0;
    for (std::size_t n = 0; n < kBlock; ++n) {
      const double window = Window(n);
      window_squared[n] = static_cast<float>(window * window);
      sum += static_cast<float>(window);
      energy += window_squared[n];
    }
    power_scale = 2 / (sum * sum);
    energy_scale = 1 / energy;
    for (std::size_t k = 0; k < kDtmfTones; ++k) SetColumn(tones, k, DtmfFrequency(k));
    for (std::size_t k = 0; k < kRivals; ++k)
      SetColumn(rivals[k / kDtmfTones], k % kDtmfTones, kRivalSpacingHz * static_cast<float>(k + 1));
    for (std::size_t k = 0; k < kDtmfTones; ++k)
      SetColumn(dial_tones, k, kFirstDialToneHz + kBinHz * static_cast<float>(k));
  }

  static double Window(std::size_t n) { return 0.5 - 0.5 * std::cos(kTwoPi * (static_cast<double>(n) + 0.5) / kBlock); }
  static void SetColumn(Rows& rows, std::size_t column, float hz) {
    for (std::size_t n = 0; n < kBlock; ++n) {
      const double turn = kTwoPi * double{hz} * (static_cast<double>(n) + 0.5) / kDtmfRateHz;
      rows.at[n][column] = static_cast<float>(Window(n) * std::cos(turn));
      rows.at[n][column + kDtmfTones] = static_cast<float>(-Window(n) * std::sin(turn));
    }
  }
};

// Built before main, so that no call has to ask whether it is there.
const Tables kTables;

OSSICLE_TARGET_CLONES
float WeightedEnergy(const float* __restrict in, const float* __restrict weights) {
  float lanes[16] = {};
  for (std::size_t n = 0; n < kBlock; n += 16)
    for (std::size_t i = 0; i < 16; ++i) lanes[i] += in[n + i] * in[n + i] * weights[n + i];
  float sum = 0;
  for (float lane : lanes) sum += lane;
  return sum;
}

OSSICLE_TARGET_CLONES
void Correlate(const float* __restrict in, const float (*__restrict rows)[kLanes], float* __restrict out) {
  float even[kLanes] = {}, odd[kLanes] = {};
  for (std::size_t n = 0; n < kBlock; n += 2)
    for (std::size_t i = 0; i < kLanes; ++i) {
      even[i] += in[n] * rows[n][i];
      odd[i] += in[n + 1] * rows[n + 1][i];
    }
  for (std::size_t i = 0; i < kLanes; ++i) out[i] = even[i] + odd[i];
}

}  // namespace

float DtmfFrequency(std::size_t tone) { return tone < 4 ? kDtmfLowHz[tone] : kDtmfHighHz[tone - 4]; }

float DtmfSpectrum::Power(std::size_t tone) const {
  return (Re(tone) * Re(tone) + Im(tone) * Im(tone)) * kTables.power_scale;
}

DtmfSpectrum CorrelateDtmf(DtmfBlock block) {
  DtmfSpectrum spectrum;
  Correlate(block.data(), kTables.tones.at, spectrum.sums.data());
  return spectrum;
}

float WindowedPower(DtmfBlock block) {
  return WeightedEnergy(block.data(), kTables.window_squared) * kTables.energy_scale;
}

// Parseval: the windowed energy is the sum over the block's frequencies, 50 Hz apart; these eight are counted twice,
// for their mirror images.
float DialTonePower(DtmfBlock block) {
  alignas(32) float sums[kLanes];
  Correlate(block.data(), kTables.dial_tones.at, sums);
  float sum = 0;
  for (const float part : sums) sum += part * part;
  return 2 * sum / kBlock * kTables.energy_scale;
}

float RivalPower(DtmfBlock block, std::size_t low, std::size_t high, float from_hz) {
  float most = 0;
  for (std::size_t k = 0; k < kRivals; k += kDtmfTones) {
    DtmfSpectrum spectrum;
    Correlate(block.data(), kTables.rivals[k / kDtmfTones].at, spectrum.sums.data());
    for (std::size_t i = 0; i < kDtmfTones; ++i) {
      const float hz = kRivalSpacingHz * static_cast<float>(k + i + 1);
      const float distance_hz = std::min(std::abs(hz - DtmfFrequency(low)), std::abs(hz - DtmfFrequency(high)));
      if (hz >= from_hz && distance_hz >= kRivalDistanceHz) most = std::max(most, spectrum.Power(i));
    }
  }
  return most;
}

float WindowResponse(float error_hz) {
  const double bins = std::abs(double{error_hz}) * kBlock / kDtmfRateHz;
  if (bins < 0.01) return 1;
  const double x = std::numbers::pi * bins;
  const double amplitude = std::sin(x) / (x * (1 - bins * bins));
  return static_cast<float>(amplitude * amplitude);
}

}  // namespace ossicle::dsp
