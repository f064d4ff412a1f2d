#pragma once

// Speech with pauses, in noise, and where the speech is.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "voice/noise.h"

namespace ossicle::bench {

struct VoiceScene {
  Sound audio;               ///< 16-bit units, 8 kHz.
  std::vector<bool> speech;  ///< For each hop of 16 ms: whether the clean recording speaks in it.
};

inline constexpr std::size_t kSceneHop = 128;

/// Lays excerpts of recordings into silence. Speech is what comes within 35 dB of the loudest of its excerpt; gaps of up
/// to 100 ms inside words belong to it.
class SceneMaker {
 public:
  SceneMaker(const Sound& speech, std::uint64_t seed) : speech_(speech), random_(seed) {}

  VoiceScene Clean(double seconds, double level_dbfs) {
    VoiceScene scene;
    const auto hops = static_cast<std::size_t>(seconds * kVoiceRateHz / kSceneHop);
    scene.audio.assign(hops * kSceneHop, 0);
    scene.speech.assign(hops, false);
    for (std::size_t hop = Pause(); hop < hops;) {
      const auto length = std::min(static_cast<std::size_t>(Between(40, 260)), hops - hop);
      Lay(scene, hop, length, level_dbfs + Between(-3, 3));
      hop += length + Pause();
    }
    return scene;
  }

  /// Adds `noise` (unit RMS) so that the speech's active level is `snr_db` above it.
  static void AddNoise(VoiceScene& scene, const Sound& noise, double speech_dbfs, double snr_db) {
    const auto gain = static_cast<float>(32768 * std::pow(10, (speech_dbfs - snr_db) / 20));
    for (std::size_t i = 0; i < scene.audio.size(); ++i) scene.audio[i] += gain * noise[i];
  }

  double Between(double least, double most) { return least + (most - least) * random_.Uniform(); }

 private:
  /// Between sentences, or while the other side speaks.
  std::size_t Pause() { return static_cast<std::size_t>(random_.Uniform() < 0.3 ? Between(120, 320) : Between(5, 120)); }

  void Lay(VoiceScene& scene, std::size_t hop, std::size_t length, double level_dbfs) {
    const std::size_t samples = length * kSceneHop;
    if (speech_.size() <= samples) return;
    const auto from = static_cast<std::size_t>(random_.Uniform() * static_cast<double>(speech_.size() - samples));
    std::vector<double> power(length);
    double most = 0;
    for (std::size_t h = 0; h < length; ++h) {
      for (std::size_t i = 0; i < kSceneHop; ++i) {
        const double x = speech_[from + h * kSceneHop + i];
        power[h] += x * x / kSceneHop;
      }
      most = std::max(most, power[h]);
    }
    const double threshold = most * std::pow(10, -3.5);
    double active = 0;
    std::size_t count = 0;
    for (const double p : power)
      if (p > threshold) active += p, ++count;
    const auto gain =
        static_cast<float>(32768 * std::pow(10, level_dbfs / 20) / std::sqrt(active / static_cast<double>(count) + 1e-9));
    for (std::size_t i = 0; i < samples; ++i) scene.audio[hop * kSceneHop + i] += gain * speech_[from + i];
    std::size_t last = length;
    for (std::size_t h = 0; h < length; ++h) {
      if (power[h] <= threshold) continue;
      if (last < h && h - last <= 6) std::fill_n(scene.speech.begin() + static_cast<std::ptrdiff_t>(hop + last), h - last, true);
      scene.speech[hop + h] = true;
      last = h;
    }
  }

  const Sound& speech_;
  Random random_;
};

}  // namespace ossicle::bench
