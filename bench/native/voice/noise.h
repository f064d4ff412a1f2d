#pragma once

// Noises that a telephone hears, made from a seed, in 16-bit units at 8 kHz and at an RMS of 1. Those for tuning and
// those for tests differ in kind, not only in seed: other countries' tones, other mains, other instruments, other streets.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "core/random.h"

namespace ossicle::bench {

using Sound = std::vector<float>;
inline constexpr double kVoiceRateHz = 8000;

enum class Purpose { kTuning, kTest };

inline void ToUnitRms(Sound& sound) {
  double sum = 0;
  for (const float x : sound) sum += double{x} * x;
  const auto scale = static_cast<float>(1 / std::sqrt(sum / static_cast<double>(sound.size()) + 1e-12));
  for (float& x : sound) x *= scale;
}

class NoiseMaker {
 public:
  /// `voices` for babble, `music` for music on hold (made up where there is none).
  NoiseMaker(Purpose purpose, std::uint64_t seed, const Sound& voices, const Sound& music)
      : test_(purpose == Purpose::kTest), random_(seed), voices_(voices), music_(music) {}

  static const std::vector<std::string>& Kinds() {
    static const std::vector<std::string> kinds{"babble", "music", "hum", "ringback", "clicks", "street", "white"};
    return kinds;
  }

  Sound Make(const std::string& kind, std::size_t samples) {
    Sound out = Raw(kind, samples);
    ToUnitRms(out);
    return out;
  }

 private:
  Sound Raw(const std::string& kind, std::size_t n) {
    if (kind == "babble") return Babble(n);
    if (kind == "music") return !music_.empty() && random_.Uniform() < (test_ ? 1 : 0.6) ? Excerpt(music_, n) : Tune(n);
    if (kind == "hum") return Hum(n);
    if (kind == "ringback") return Tones(n);
    if (kind == "clicks") return Clicks(n);
    if (kind == "street") return Street(n);
    return Coloured(n, test_ ? 0 : Between(0, 2.2));
  }

  double Between(double least, double most) { return least + (most - least) * random_.Uniform(); }

  Sound Excerpt(const Sound& from, std::size_t n) {
    Sound out(n);
    if (from.empty()) return out;
    auto at = static_cast<std::size_t>(random_.Uniform() * static_cast<double>(from.size()));
    for (float& x : out) x = from[at++ % from.size()];
    return out;
  }

  Sound Babble(std::size_t n) {
    Sound out(n);
    const int talkers = static_cast<int>(Between(test_ ? 6 : 4, test_ ? 10 : 12));
    for (int t = 0; t < talkers; ++t) {
      Sound voice = Excerpt(voices_, n);
      ToUnitRms(voice);
      const auto gain = static_cast<float>(Between(0.5, 1));
      for (std::size_t i = 0; i < n; ++i) out[i] += gain * voice[i];
    }
    return out;
  }

  /// Noise whose power falls with the frequency to the power of `slope` (0 white, 1 pink, 2 brown), about.
  Sound Coloured(std::size_t n, double slope) {
    Sound out(n);
    double slow[3] = {};
    const double keep[3] = {0.997, 0.97, 0.8};
    const double share[3] = {slope * slope * 1.5, slope, slope * 0.4};
    for (float& x : out) {
      const double white = random_.Gaussian();
      double sum = slope < 1.5 ? white * (1 - slope / 1.6) : 0;
      for (int k = 0; k < 3; ++k) {
        slow[k] = keep[k] * slow[k] + white * 0.15;
        sum += share[k] * slow[k];
      }
      x = static_cast<float>(sum);
    }
    return out;
  }

  void AddTone(Sound& out, std::size_t from, std::size_t to, double hz, double gain, double attack_s, double decay_s) {
    double phase = Between(0, 2 * std::numbers::pi);
    const double step = 2 * std::numbers::pi * hz / kVoiceRateHz;
    for (std::size_t i = from; i < std::min(to, out.size()); ++i, phase += step) {
      const double at = static_cast<double>(i - from) / kVoiceRateHz;
      const double envelope = std::min(1.0, at / attack_s) * std::exp(-at / decay_s);
      out[i] += static_cast<float>(gain * envelope * std::sin(phase));
    }
  }

  Sound Tune(std::size_t n) {
    Sound out(n);
    const double beat_s = test_ ? Between(0.35, 0.6) : Between(0.15, 0.8);
    const double root = test_ ? Between(140, 280) : Between(80, 400);
    const int scale[] = {0, 2, 4, 5, 7, 9, 11, 12};
    const auto beat = static_cast<std::size_t>(beat_s * kVoiceRateHz);
    const double decay_s = Between(0.1, 1.5), attack_s = Between(0.003, 0.08), tilt = Between(0.4, 1.8);
    const bool drums = random_.Uniform() < 0.5, chords = random_.Uniform() < 0.6;
    const double vibrato = Between(0.985, 1.015);
    for (std::size_t at = 0; at < n; at += beat) {
      const int voices = chords ? 3 : 1;
      for (int v = 0; v < voices; ++v) {
        const double hz = root * std::pow(2.0, scale[static_cast<std::size_t>(Between(0, 7.99))] / 12.0) * vibrato;
        for (int harmonic = 1; harmonic * hz < 3900; ++harmonic)
          AddTone(out, at, at + beat * 2, hz * harmonic, std::pow(harmonic, -tilt), attack_s, decay_s);
      }
      if (!drums) continue;
      for (std::size_t i = at; i < std::min(at + beat / 3, n); ++i)
        out[i] += static_cast<float>(1.5 * random_.Gaussian() * std::exp(-static_cast<double>(i - at) / 300));
    }
    return out;
  }

  Sound Hum(std::size_t n) {
    Sound out = Coloured(n, 1);
    for (float& x : out) x *= 0.15f;
    const double mains = test_ ? 60 : 50 + Between(-0.2, 0.2);
    for (int harmonic = 1; harmonic < 30; ++harmonic)
      AddTone(out, 0, n, mains * harmonic, Between(0.1, 1) / harmonic, 0.01, 1e9);
    return out;
  }

  /// Ringing, busy, dialling, fax and keys.
  Sound Tones(std::size_t n) {
    struct Plan {
      double hz[2];
      double on_s, off_s;
    };
    static const std::vector<Plan> kTuning{{{425, 0}, 1, 4},     {{425, 0}, 0.5, 0.5},   {{425, 0}, 1, 0},
                                           {{440, 0}, 1.5, 3},   {{1100, 0}, 0.5, 3},    {{2100, 0}, 3, 1},
                                           {{697, 1209}, 0.1, 0.1}, {{852, 1477}, 0.2, 0.15}, {{941, 1336}, 0.08, 0.1},
                                           {{400, 0}, 0.75, 0.75}, {{950, 1400}, 0.3, 0.1}};
    static const std::vector<Plan> kTest{{{440, 480}, 2, 4}, {{480, 620}, 0.5, 0.5}, {{350, 440}, 1, 0},
                                         {{400, 450}, 0.4, 0.2}, {{770, 1336}, 0.12, 0.08}};
    const auto& plans = test_ ? kTest : kTuning;
    const Plan& plan = plans[static_cast<std::size_t>(Between(0, static_cast<double>(plans.size()) - 0.001))];
    Sound out = Coloured(n, 0);
    for (float& x : out) x *= 0.003f;
    const double jitter = test_ ? 1 : Between(0.9, 1.1);
    const auto on = static_cast<std::size_t>(plan.on_s * kVoiceRateHz);
    const auto off = static_cast<std::size_t>(plan.off_s * kVoiceRateHz);
    for (std::size_t at = off / 3; at < n; at += on + off)
      for (const double hz : plan.hz)
        if (hz > 0) AddTone(out, at, at + on, hz * jitter, 1, 0.003, 1e9);
    return out;
  }

  Sound Clicks(std::size_t n) {
    Sound out = Coloured(n, 1);
    for (float& x : out) x *= 0.02f;
    const double mean_s = test_ ? 0.25 : Between(0.08, 0.8);
    const double ring_samples = test_ ? 25 : Between(3, 90);
    for (double at = 0; at < static_cast<double>(n); at += mean_s * kVoiceRateHz * random_.Exponential()) {
      const double gain = Between(0.3, 1), hz = Between(300, 3500), noise = random_.Uniform();
      for (int k = 0; k < 500 && static_cast<std::size_t>(at) + static_cast<std::size_t>(k) < n; ++k) {
        const double ringing = std::sin(2 * std::numbers::pi * hz * k / kVoiceRateHz);
        out[static_cast<std::size_t>(at) + static_cast<std::size_t>(k)] += static_cast<float>(
            gain * std::exp(-k / ring_samples) * (noise * random_.Gaussian() + (1 - noise) * ringing));
      }
    }
    return out;
  }

  /// Traffic that comes and goes, and now and then a horn.
  Sound Street(std::size_t n) {
    Sound out = Coloured(n, test_ ? 1.2 : Between(0.6, 2));
    const Sound tyres = Coloured(n, 0);
    double low = 0, swell = 0;
    const double pace = test_ ? 0.00008 : Between(0.00003, 0.0004);
    for (std::size_t i = 0; i < n; ++i) {
      swell += pace * (random_.Gaussian() * 60 - swell);
      low += 0.3 * (tyres[i] - low);
      out[i] = static_cast<float>((out[i] + 0.8 * low) * std::exp(0.7 * std::clamp(swell, -2.0, 2.0)));
    }
    if (random_.Uniform() < 0.4) {
      const auto at = static_cast<std::size_t>(Between(0, static_cast<double>(n)));
      const double hz = Between(300, 600);
      for (int harmonic = 1; harmonic < 6; ++harmonic) {
        AddTone(out, at, at + 4000, hz * harmonic, 1.0 / harmonic, 0.02, 1e9);
        AddTone(out, at, at + 4000, hz * 1.26 * harmonic, 0.8 / harmonic, 0.02, 1e9);
      }
    }
    return out;
  }

  bool test_;
  Random random_;
  const Sound& voices_;
  const Sound& music_;
};

}  // namespace ossicle::bench
