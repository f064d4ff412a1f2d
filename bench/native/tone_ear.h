#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "tone_plan.h"

namespace ossicle::bench {

/// Keeps the last second of what one leg hears and tells how purely it holds the tones it should.
class ToneEar {
 public:
  void Take(std::uint16_t sequence, const std::uint8_t* payload) {
    const std::size_t slot = sequence % kSlots;
    std::copy_n(payload, kPacketSamples, heard_[slot].begin());
    sequences_[slot] = sequence;
    newest_ = sequence;
    ++taken_;
  }

  /// Power of the tones of all members but `place` over the power of everything else, in dB, over the last second. What
  /// never came counts as silence. The fit is made per 100 ms, in which all tones have whole periods.
  double SnrDb(std::size_t place, std::size_t members) const {
    if (taken_ < kPackets) return -99;
    static const MuLaw law;
    double tones = 0, total = 0;
    for (std::size_t chunk = 0; chunk < kPackets / kPacketsPerChunk; ++chunk) {
      std::array<double, kPacketsPerChunk * kPacketSamples> audio{};
      for (std::size_t k = 0; k < kPacketsPerChunk; ++k) {
        const std::size_t back = kPackets - 1 - (chunk * kPacketsPerChunk + k);
        const auto sequence = static_cast<std::uint16_t>(newest_ - back);
        const std::size_t slot = sequence % kSlots;
        if (sequences_[slot] != sequence) continue;
        for (std::size_t n = 0; n < kPacketSamples; ++n) audio[k * kPacketSamples + n] = law.Decode(heard_[slot][n]);
      }
      for (const double sample : audio) total += sample * sample;
      for (std::size_t other = 0; other < members; ++other)
        if (other != place) tones += TonePower(audio, TonePlan::FrequencyHz(other));
    }
    const double rest = total - tones;
    return tones > 0 ? 10 * std::log10(tones / std::max(rest, 1e-9)) : -99;
  }

 private:
  static constexpr std::size_t kPackets = 50;
  static constexpr std::size_t kPacketsPerChunk = 5;
  static constexpr std::size_t kSlots = 64;  // divides 2^16, so that no slot is taken twice where numbers wrap

  template <std::size_t N>
  static double TonePower(const std::array<double, N>& audio, int frequency_hz) {
    double re = 0, im = 0;
    const double step = 2 * std::numbers::pi * frequency_hz / 8000;
    for (std::size_t n = 0; n < N; ++n) {
      re += audio[n] * std::cos(step * static_cast<double>(n));
      im += audio[n] * std::sin(step * static_cast<double>(n));
    }
    return (re * re + im * im) * 2 / N;
  }

  std::array<std::array<std::uint8_t, kPacketSamples>, kSlots> heard_;
  std::array<std::uint16_t, kSlots> sequences_{};
  std::uint16_t newest_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace ossicle::bench
