#pragma once

// Signals to feed and measurements to assert on.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

#include "core/frame.h"
#include "core/random.h"

namespace ossicle::test {

using Signal = std::vector<Sample>;

inline Sample Clamp16(double value) { return static_cast<Sample>(std::lrint(std::clamp(value, -32768.0, 32767.0))); }

inline std::size_t SamplesIn(double ms, int rate_hz) { return static_cast<std::size_t>(ms * rate_hz / 1000 + 0.5); }

inline double DbToGain(double db) { return std::pow(10.0, db / 20); }

/// Peak amplitude of a sine whose RMS is `dbov` (a full-scale sine has -3.01).
inline double SinePeak(double dbov) { return 32768 * std::numbers::sqrt2 * DbToGain(dbov); }

inline Signal Sine(double hz, double dbov, double ms, int rate_hz, double phase = 0) {
  Signal out(SamplesIn(ms, rate_hz));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = Clamp16(SinePeak(dbov) * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz + phase));
  return out;
}

inline Signal Noise(double dbov, double ms, int rate_hz, std::uint64_t seed) {
  Random random(seed);
  Signal out(SamplesIn(ms, rate_hz));
  for (Sample& sample : out) sample = Clamp16(32768 * DbToGain(dbov) * random.Gaussian());
  return out;
}

inline Signal Silence(double ms, int rate_hz) { return Signal(SamplesIn(ms, rate_hz), Sample{0}); }

inline void Append(Signal& to, const Signal& more) { to.insert(to.end(), more.begin(), more.end()); }

inline Signal Added(const Signal& a, const Signal& b) {
  Signal out(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = Clamp16((i < a.size() ? a[i] : 0) + (i < b.size() ? b[i] : 0));
  return out;
}

inline double RmsDbov(ConstSamples signal) {
  double sum = 0;
  for (Sample sample : signal) sum += double{1} * sample * sample;
  return sum == 0 ? -127 : 10 * std::log10(sum / static_cast<double>(signal.size()) / (32768.0 * 32768.0));
}

/// Amplitude and phase of the sine of `hz` that fits best (least squares for whole numbers of periods).
inline std::complex<double> FitSine(ConstSamples signal, double hz, int rate_hz) {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < signal.size(); ++i)
    sum += double{1} * signal[i] * std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz);
  return sum * 2.0 / static_cast<double>(signal.size());
}

/// dBov of the component at `hz`.
inline double ToneDbov(ConstSamples signal, double hz, int rate_hz) {
  return 20 * std::log10(std::abs(FitSine(signal, hz, rate_hz)) / std::numbers::sqrt2 / 32768 + 1e-9);
}

/// dB between the sine at `hz` and all the rest.
inline double SineSnrDb(ConstSamples signal, double hz, int rate_hz) {
  const std::complex<double> fit = FitSine(signal, hz, rate_hz);
  double rest = 0, power = 0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double turn = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz;
    const double model = std::abs(fit) * std::cos(turn + std::arg(fit));
    rest += (signal[i] - model) * (signal[i] - model);
    power += model * model;
  }
  return 10 * std::log10(power / (rest + 1e-9));
}

/// Calls visit(frame) with consecutive frames of `ms`; the rest is dropped.
template <typename Visit>
void ForEachFrame(Signal& signal, double ms, int rate_hz, Visit visit) {
  const std::size_t length = SamplesIn(ms, rate_hz);
  for (std::size_t at = 0; at + length <= signal.size(); at += length) visit(Samples(signal).subspan(at, length));
}

}  // namespace ossicle::test
