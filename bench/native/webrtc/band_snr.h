#pragma once

// How near a signal is to a clean one, by the magnitudes in bands of hearing, whatever the phase: a high-pass filter,
// which turns the phase and is not heard, costs nothing. The frequency-weighted segmental SNR of Hu and Loizou
// (Evaluation of objective quality measures for speech enhancement, 2008), from 120 Hz.
#include <algorithm>
#include <cmath>
#include <array>
#include <numbers>

#include "dsp/real_fft.h"
#include "voice_scene.h"

namespace bench {

struct BandFigures {
  double snr_db;     ///< Weighted over bands, mean over frames with speech.
  double change_db;  ///< Mean distance of band levels, weighted the same.
};

class BandSpectrum {
 public:
  static constexpr std::size_t kWindow = 512, kBands = 22;

  BandSpectrum() : fft_(kWindow), window_(kWindow), re_(fft_.bins()), im_(fft_.bins()) {}

  /// Magnitudes of the bands of the window that begins at `from`.
  const std::array<double, kBands>& Of(const float* from) {
    for (std::size_t i = 0; i < kWindow; ++i)
      window_[i] = from[i] * static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / kWindow));
    fft_.Forward(window_, re_, im_);
    bands_.fill(1e-9);
    for (std::size_t k = 4; k < fft_.bins(); ++k) bands_[BandOf(k)] += double{re_[k]} * re_[k] + double{im_[k]} * im_[k];
    for (double& band : bands_) band = std::sqrt(band);
    return bands_;
  }

 private:
  /// Traunmueller's Bark scale.
  static std::size_t BandOf(std::size_t k) {
    const double hz = static_cast<double>(k) * kRateHz / kWindow;
    return static_cast<std::size_t>(std::clamp(26.81 * hz / (1960 + hz) - 0.53, 0.0, kBands - 1.0));
  }

  ossicle::dsp::RealFft fft_;
  Signal window_, re_, im_;
  std::array<double, kBands> bands_;
};

/// `other` is `late` samples late. Frames without speech, 30 dB below the mean, do not count.
inline BandFigures CompareBands(const Signal& clean, const Signal& other, std::size_t late, std::size_t from) {
  BandSpectrum spectrum;
  const double least = PowerOf(clean.data(), clean.size()) * 1e-3;
  double snr = 0, change = 0, frames = 0;
  for (std::size_t at = from; at + late + BandSpectrum::kWindow <= clean.size(); at += BandSpectrum::kWindow / 2) {
    if (PowerOf(&clean[at], BandSpectrum::kWindow) < least) continue;
    const auto wanted = spectrum.Of(&clean[at]);
    const auto got = spectrum.Of(&other[at + late]);
    double weights = 0, snr_sum = 0, change_sum = 0;
    for (std::size_t b = 0; b < BandSpectrum::kBands; ++b) {
      const double weight = std::pow(wanted[b], 0.2), error = wanted[b] - got[b];
      weights += weight;
      snr_sum += weight * std::clamp(20 * std::log10(wanted[b] / (std::abs(error) + 1e-12)), -10.0, 35.0);
      change_sum += weight * std::abs(20 * std::log10(wanted[b] / got[b]));
    }
    snr += snr_sum / weights;
    change += change_sum / weights;
    ++frames;
  }
  return {snr / frames, change / frames};
}

}  // namespace bench
