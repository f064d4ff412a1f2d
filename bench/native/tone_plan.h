#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>

#include "mu_law.h"

namespace ossicle::bench {

inline constexpr std::size_t kPacketSamples = 160;
inline constexpr std::size_t kRtpHeaderSize = 12;
inline constexpr std::size_t kPacketSize = kRtpHeaderSize + kPacketSamples;

/// What each leg says: a steady tone of its own within its room of up to 12, at -24 dBFS so that twelve do not clip. All
/// are multiples of 50 Hz, so that each packet holds whole periods.
struct TonePlan {
  static constexpr int kAmplitude = 2000;
  static constexpr std::size_t kFrequencies = 12;

  static int FrequencyHz(std::size_t place_in_room) { return 450 + 100 * static_cast<int>(place_in_room % kFrequencies); }

  static void Fill(const MuLaw& law, std::size_t place_in_room, std::span<std::uint8_t, kPacketSamples> payload) {
    const double step = 2 * std::numbers::pi * FrequencyHz(place_in_room) / 8000;
    for (std::size_t n = 0; n < kPacketSamples; ++n)
      payload[n] = law.Encode(static_cast<int>(std::lrint(kAmplitude * std::sin(step * static_cast<double>(n) + 0.3))));
  }
};

inline void PutRtpHeader(std::uint8_t* out, std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc) {
  const std::uint8_t header[kRtpHeaderSize] = {
      0x80, 0,
      static_cast<std::uint8_t>(sequence >> 8), static_cast<std::uint8_t>(sequence),
      static_cast<std::uint8_t>(timestamp >> 24), static_cast<std::uint8_t>(timestamp >> 16),
      static_cast<std::uint8_t>(timestamp >> 8), static_cast<std::uint8_t>(timestamp),
      static_cast<std::uint8_t>(ssrc >> 24), static_cast<std::uint8_t>(ssrc >> 16),
      static_cast<std::uint8_t>(ssrc >> 8), static_cast<std::uint8_t>(ssrc)};
  for (std::size_t i = 0; i < kRtpHeaderSize; ++i) out[i] = header[i];
}

}  // namespace ossicle::bench
