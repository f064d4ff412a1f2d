#pragma once

// What both programs of the `srtp` benchmark do: voice packets of 172 bytes in turn through many sessions, protected
// and unprotected in place, pass after pass.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "passes.h"

namespace bench {

constexpr std::size_t kVoicePacketBytes = 172;
constexpr std::size_t kPacketsPerPass = 4000;

/// A packet with room for the longest tag.
struct VoicePacket {
  std::array<std::uint8_t, 256> bytes;
  std::size_t size;

  void Fill(std::uint16_t sequence_number) {
    bytes.fill(0x5A);
    const std::uint8_t header[12] = {0x80,
                                     0,
                                     static_cast<std::uint8_t>(sequence_number >> 8),
                                     static_cast<std::uint8_t>(sequence_number),
                                     0,
                                     0,
                                     0,
                                     0,
                                     0xCA,
                                     0xFE,
                                     0xBA,
                                     0xBE};
    std::memcpy(bytes.data(), header, sizeof header);
    size = kVoicePacketBytes;
  }
};

/// `Line(suite name)` is one sender and one receiver of the same key; its `Protect(bytes, size)` and
/// `Unprotect(bytes, size)` return the new size, 0 when refused.
template <typename Line>
int RunSrtp(int argc, char** argv) {
  if (argc < 4) return 2;
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < std::atoi(argv[2]); ++i) lines.push_back(std::make_unique<Line>(argv[1]));
  std::vector<VoicePacket> packets(kPacketsPerPass);
  Passes protecting, unprotecting;
  std::uint16_t sequence_number = 0;
  bool refused = false;
  for (const Round round(std::atoi(argv[3])); protecting.count() == 0 || !round.over();) {
    for (std::size_t i = 0; i < packets.size(); ++i) {
      if (i % lines.size() == 0) ++sequence_number;
      packets[i].Fill(sequence_number);
    }
    const auto through = [&](std::size_t (Line::*work)(std::uint8_t*, std::size_t)) {
      for (std::size_t i = 0; i < packets.size(); ++i)
        packets[i].size = (*lines[i % lines.size()].*work)(packets[i].bytes.data(), packets[i].size);
    };
    protecting.Time(packets.size(), [&] { through(&Line::Protect); });
    unprotecting.Time(packets.size(), [&] { through(&Line::Unprotect); });
    for (const VoicePacket& packet : packets) refused |= packet.size != kVoicePacketBytes;
  }
  if (refused) std::fprintf(stderr, "a packet was refused\n");
  std::printf("{\"protect\":%.2f,\"unprotect\":%.2f}\n", 1000 * protecting.Median(), 1000 * unprotecting.Median());
  return refused ? 1 : 0;
}

}  // namespace bench
