#pragma once

// The response of a box-shaped room from loudspeaker to microphone by the image method (Allen and Berkley, Image method
// for efficiently simulating small-room acoustics, JASA 1979).
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "voice_scene.h"

namespace bench {

struct Room {
  std::array<double, 3> size_m, loudspeaker_m, microphone_m;
  double reverberation_s;  ///< For a fall of 60 dB.
};

/// By Sabine: all walls reflect the same share.
inline double ReflectionOf(const Room& room) {
  const auto& [x, y, z] = room.size_m;
  const double absorption = 0.161 * x * y * z / (2 * (x * y + y * z + x * z) * room.reverberation_s);
  return std::sqrt(std::max(0.0, 1 - absorption));
}

/// Adds one reflection, between two samples by a short windowed sinc.
inline void AddPulse(Signal& response, double at, double height) {
  constexpr int kReach = 8;
  const int middle = static_cast<int>(std::floor(at));
  for (int i = middle - kReach + 1; i <= middle + kReach; ++i) {
    if (i < 0 || i >= static_cast<int>(response.size())) continue;
    const double x = std::numbers::pi * (i - at);
    const double sinc = std::abs(x) < 1e-9 ? 1 : std::sin(x) / x;
    response[static_cast<std::size_t>(i)] += static_cast<float>(height * sinc * (0.5 + 0.5 * std::cos(x / kReach)));
  }
}

/// Of unit energy.
inline Signal ResponseOf(const Room& room) {
  constexpr double kSoundMetresPerSecond = 343;
  Signal response(SamplesIn(room.reverberation_s));
  const double wall = ReflectionOf(room), reach = room.reverberation_s * kSoundMetresPerSecond;
  std::array<int, 3> most;
  for (std::size_t d = 0; d < 3; ++d) most[d] = static_cast<int>(reach / (2 * room.size_m[d])) + 1;
  for (int x = -most[0]; x <= most[0]; ++x)
    for (int y = -most[1]; y <= most[1]; ++y)
      for (int z = -most[2]; z <= most[2]; ++z)
        for (int mirrored = 0; mirrored < 8; ++mirrored) {
          const std::array<int, 3> turn = {x, y, z};
          double squared = 0;
          int walls = 0;
          for (std::size_t d = 0; d < 3; ++d) {
            const int side = mirrored >> d & 1;
            const double image = (side ? -1 : 1) * room.loudspeaker_m[d] + 2 * turn[d] * room.size_m[d];
            squared += (image - room.microphone_m[d]) * (image - room.microphone_m[d]);
            walls += std::abs(turn[d] - side) + std::abs(turn[d]);
          }
          const double metres = std::sqrt(squared);
          if (metres < reach) AddPulse(response, metres / kSoundMetresPerSecond * kRateHz, std::pow(wall, walls) / metres);
        }
  double energy = 0;
  for (const float x : response) energy += double{x} * x;
  for (float& x : response) x /= static_cast<float>(std::sqrt(energy));
  return response;
}

}  // namespace bench
