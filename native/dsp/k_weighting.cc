#include "dsp/k_weighting.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ossicle::dsp {
namespace {

using Coefficients = KWeighting::Coefficients;

// BS.1770-4 tables 1 and 2.
constexpr double kTableHz = 48000;
constexpr Coefficients kTableShelf = {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
                                      0.73248077421585};
constexpr Coefficients kTableHighPass = {1, -2, 1, -1.99004745483398, 0.99007225036621};
constexpr double kShelfHz = 1682;  // the middle of its slope
constexpr double kCalibrationHz = 997;

double GainAt(const Coefficients& c, double hz, double rate_hz) {
  const std::complex<double> z = std::polar(1.0, -2 * std::numbers::pi * hz / rate_hz);
  return std::abs((c.b0 + z * (c.b1 + z * c.b2)) / (1.0 + z * (c.a1 + z * c.a2)));
}

/// Moves the poles to where they are the same in time at another rate.
void MovePoles(Coefficients& c, double rate_hz) {
  const std::complex<double> root = std::sqrt(std::complex<double>(c.a1 * c.a1 - 4 * c.a2));
  const auto moved = [&](std::complex<double> pole) { return std::exp(std::log(pole) * kTableHz / rate_hz); };
  const std::complex<double> first = moved((root - c.a1) / 2.0), second = moved((-root - c.a1) / 2.0);
  c.a1 = -(first + second).real();
  c.a2 = (first * second).real();
}

/// The shelf with the gain of the table's at 0 Hz, in the middle of the slope and at the end of the band. In
/// phi = sin^2(w / 2) the squared magnitude of either polynomial is a line plus a term that vanishes at both ends.
Coefficients Shelf(double rate_hz) {
  Coefficients c = kTableShelf;
  MovePoles(c, rate_hz);
  const double low = GainAt(kTableShelf, 0, kTableHz), middle = GainAt(kTableShelf, kShelfHz, kTableHz);
  const double high = GainAt(kTableShelf, std::min(rate_hz, kTableHz) / 2, kTableHz);
  const double phi = std::pow(std::sin(std::numbers::pi * kShelfHz / rate_hz), 2), rest = 1 - phi;
  const double at_low = low * (1 + c.a1 + c.a2), at_high = high * (1 - c.a1 + c.a2);  // of the numerator
  const Coefficients poles = {1, 0, 0, c.a1, c.a2};
  const double at_middle = middle / GainAt(poles, kShelfHz, rate_hz);
  const double bend = (at_middle * at_middle - at_low * at_low * rest - at_high * at_high * phi) / (4 * phi * rest);
  const double half = (at_low + at_high) / 2;  // b0 + b2; bend is -4 b0 b2
  c.b0 = (half + std::sqrt(half * half + bend)) / 2;
  c.b1 = (at_low - at_high) / 2;
  c.b2 = half - c.b0;
  return c;
}

Coefficients HighPass(double rate_hz) {
  Coefficients c = kTableHighPass;
  MovePoles(c, rate_hz);
  return c;
}

double CalibrationGain(double rate_hz) {
  return GainAt(Shelf(rate_hz), kCalibrationHz, rate_hz) * GainAt(HighPass(rate_hz), kCalibrationHz, rate_hz);
}

}  // namespace

KWeighting::KWeighting(int sample_rate_hz) : shelf_(Shelf(sample_rate_hz)), high_pass_(HighPass(sample_rate_hz)) {
  const double scale = CalibrationGain(kTableHz) / CalibrationGain(sample_rate_hz);
  high_pass_.b0 *= scale;
  high_pass_.b1 *= scale;
  high_pass_.b2 *= scale;
}

double KWeighting::Energy(std::span<const float> block, std::size_t stride) {
  const Coefficients s = shelf_, h = high_pass_;
  double s1 = state_[0], s2 = state_[1], h1 = state_[2], h2 = state_[3], sum = 0;
  for (std::size_t i = 0; i < block.size(); i += stride) {  // transposed direct form II
    const double x = double{block[i]};
    const double y = s.b0 * x + s1;
    s1 = s.b1 * x - s.a1 * y + s2;
    s2 = s.b2 * x - s.a2 * y;
    const double z = h.b0 * y + h1;
    h1 = h.b1 * y - h.a1 * z + h2;
    h2 = h.b2 * y - h.a2 * z;
    sum += z * z;
  }
  // What fades out after the sound would become denormal, which is slow on most processors.
  const auto settled = [](double state) { return std::fabs(state) < 1e-30 ? 0.0 : state; };
  state_[0] = settled(s1);
  state_[1] = settled(s2);
  state_[2] = settled(h1);
  state_[3] = settled(h2);
  return sum;
}

void KWeighting::Reset() { state_[0] = state_[1] = state_[2] = state_[3] = 0; }

}  // namespace ossicle::dsp
