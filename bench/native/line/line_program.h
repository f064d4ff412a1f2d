// A jitter buffer as a program: packets with their arrival come in as lines of text, what is played goes out as
// samples. `ossicle netsim --peer` says more (docs/commands.md).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/frame.h"

namespace line {

/// What is measured. Times are ms since the first packet left.
class Player {
 public:
  virtual ~Player() = default;
  virtual void Insert(ossicle::Bytes datagram, double arrival_ms) = 0;
  virtual void Pull(double now_ms, ossicle::Samples frame) = 0;
  virtual double concealed_samples() = 0;
  virtual double stretched_samples() = 0;
};

/// Nothing when it does not know the codec.
using MakePlayer = std::function<std::unique_ptr<Player>(const std::string& codec, int rate_hz)>;

inline std::vector<std::uint8_t> FromHex(const std::string& text, std::size_t begin) {
  const auto digit = [](char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10); };
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = begin; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
  return bytes;
}

class Clock {
 public:
  Clock(Player& player, int rate_hz, double first_ms, double tick_ms)
      : player_(player),
        first_ms_(first_ms),
        tick_ms_(tick_ms),
        frame_(static_cast<std::size_t>(tick_ms * rate_hz / 1000)) {}

  /// Every tick before `until_ms`.
  void PlayUntil(double until_ms) {
    for (double now; (now = first_ms_ + static_cast<double>(tick_) * tick_ms_) < until_ms; ++tick_) {
      player_.Pull(now, frame_);
      std::fwrite(frame_.data(), sizeof(ossicle::Sample), frame_.size(), stdout);
    }
  }

 private:
  Player& player_;
  double first_ms_, tick_ms_;
  std::int64_t tick_ = 0;
  std::vector<ossicle::Sample> frame_;
};

///   PROGRAM CODEC RATE_HZ FIRST_TICK_MS TICK_MS
inline int Run(int argc, char** argv, const char* name, const MakePlayer& make) {
  if (argc != 5) return 2;
  const int rate_hz = std::atoi(argv[2]);
  const std::unique_ptr<Player> player = make(argv[1], rate_hz);
  if (!player) return std::fprintf(stderr, "%s does not know %s\n", name, argv[1]), 2;
  Clock clock(*player, rate_hz, std::atof(argv[3]), std::atof(argv[4]));
  double concealed = 0, stretched = 0;  // until the last packet: what comes after it is nobody's fault
  std::string text;
  while (std::getline(std::cin, text)) {
    const std::size_t space = text.find(' ');
    if (space == std::string::npos) return 2;
    if (text.compare(0, space, "end") == 0) {
      concealed = player->concealed_samples();
      stretched = player->stretched_samples();
      clock.PlayUntil(std::atof(text.c_str() + space));
      break;
    }
    const double arrival_ms = std::atof(text.c_str());
    clock.PlayUntil(arrival_ms);
    player->Insert(FromHex(text, space + 1), arrival_ms);
  }
  std::fflush(stdout);
  std::fprintf(stderr, "{\"name\":\"%s\",\"concealed\":%.0f,\"stretched\":%.0f}\n", name, concealed, stretched);
  return 0;
}

}  // namespace line
