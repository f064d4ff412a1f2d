#pragma once

// Signals like those of a hands-free call, full scale 1.0.
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "core/random.h"
#include "signals.h"

namespace ossicle::test {

using FloatSignal = std::vector<float>;

inline double PowerOf(std::span<const float> signal) {
  double sum = 0;
  for (const float x : signal) sum += double{x} * x;
  return sum / static_cast<double>(signal.size());
}

inline double DbOf(double power) { return 10 * std::log10(power + 1e-20); }

/// Steady noise of an RMS of `dbov`.
inline FloatSignal FloatNoise(double dbov, double ms, int rate_hz, std::uint64_t seed) {
  Random random(seed);
  FloatSignal out(SamplesIn(ms, rate_hz));
  for (float& x : out) x = static_cast<float>(DbToGain(dbov) * random.Gaussian());
  return out;
}

/// Noise below 3 kHz in syllables of 200 ms with pauses of 100 ms, as an echo canceller sees speech.
inline FloatSignal Syllables(double dbov, double ms, int rate_hz, std::uint64_t seed) {
  FloatSignal out = FloatNoise(dbov + 4, ms, rate_hz, seed);
  const float keep = static_cast<float>(std::exp(-2 * 3.14159265 * 3000 / rate_hz));
  float low = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    low = keep * low + (1 - keep) * out[i] * 2;
    const double at = std::fmod(1000.0 * static_cast<double>(i) / rate_hz, 300);
    out[i] = at < 200 ? low * static_cast<float>(std::sin(3.14159265 * at / 200)) : 0.0f;
  }
  return out;
}

/// What a microphone hears of a loudspeaker: `delay_ms` later, through a room whose reverberation falls 60 dB in
/// `reverberation_ms`, `loss_db` weaker.
inline FloatSignal EchoOf(const FloatSignal& far, double delay_ms, double reverberation_ms, double loss_db, int rate_hz,
                          std::uint64_t seed) {
  Random random(seed);
  const std::size_t taps = SamplesIn(reverberation_ms / 2, rate_hz);
  FloatSignal room(taps);
  double energy = 0;
  for (std::size_t i = 0; i < taps; ++i) {
    const double decay = std::pow(10.0, -3.0 * 1000 * static_cast<double>(i) / rate_hz / reverberation_ms);
    room[i] = static_cast<float>(decay * random.Gaussian());
    energy += double{room[i]} * room[i];
  }
  const auto gain = static_cast<float>(DbToGain(-loss_db) / std::sqrt(energy));
  const std::size_t delay = SamplesIn(delay_ms, rate_hz);
  FloatSignal out(far.size());
  for (std::size_t i = delay; i < out.size(); ++i) {
    float sum = 0;
    for (std::size_t k = 0; k < taps && k + delay <= i; ++k) sum += room[k] * far[i - delay - k];
    out[i] = gain * sum;
  }
  return out;
}

inline void AddTo(FloatSignal& to, const FloatSignal& more) {
  for (std::size_t i = 0; i < to.size() && i < more.size(); ++i) to[i] += more[i];
}

}  // namespace ossicle::test
