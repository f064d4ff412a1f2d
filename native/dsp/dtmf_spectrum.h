#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ossicle::dsp {

/// The Hann-windowed block of 20 ms at 8 kHz in which DTMF is looked for.
inline constexpr int kDtmfRateHz = 8000;
inline constexpr std::size_t kDtmfBlockSamples = 160;
inline constexpr std::size_t kDtmfTones = 8;
using DtmfBlock = std::span<const float, kDtmfBlockSamples>;

/// Correlations of a block with the eight frequencies of Q.23, low group first. Powers are mean squares that a steady
/// sine of exactly that frequency would have.
struct DtmfSpectrum {
  std::array<float, 2 * kDtmfTones> sums{};  // real parts, then imaginary parts

  float Re(std::size_t tone) const { return sums[tone]; }
  float Im(std::size_t tone) const { return sums[tone + kDtmfTones]; }
  float Power(std::size_t tone) const;
};

/// Nominal frequency in Hz of tone 0..7.
float DtmfFrequency(std::size_t tone);

DtmfSpectrum CorrelateDtmf(DtmfBlock block);

/// Mean square of the block as the window sees it.
float WindowedPower(DtmfBlock block);

/// What of WindowedPower lies in 150..500 Hz, where dial tones are (ITU-T E.180: 350 + 440 Hz, 400..450 Hz).
float DialTonePower(DtmfBlock block);
inline constexpr float kDialToneEndHz = 550;  ///< Beyond which none of it is seen.

/// Power of the strongest line in 100..3200 Hz, and not below `from_hz`, that is neither of two tones.
float RivalPower(DtmfBlock block, std::size_t low, std::size_t high, float from_hz = 0);

/// What the window leaves of the power of a sine `error_hz` beside the frequency looked for, 0..1.
float WindowResponse(float error_hz);

}  // namespace ossicle::dsp
