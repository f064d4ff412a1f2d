#pragma once

// What the codec programs of the peers have in common with bench/audio/codec-calls.ts: the same signal in the same
// frames, encoded and decoded over and over, and both results left in files.
#include <cstdio>

#include "passes.h"
#include "sound_file.h"

namespace bench {

constexpr std::size_t kMostPacketBytes = 1500;

/// One packet after the other, each behind its length in two bytes.
struct Packets {
  explicit Packets(std::size_t count) : bytes(count * kMostPacketBytes), lengths(count) {}
  std::uint8_t* at(std::size_t i) { return bytes.data() + i * kMostPacketBytes; }
  std::vector<std::uint8_t> Joined() {
    std::vector<std::uint8_t> all;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      all.push_back(static_cast<std::uint8_t>(lengths[i]));
      all.push_back(static_cast<std::uint8_t>(lengths[i] >> 8));
      all.insert(all.end(), at(i), at(i) + lengths[i]);
    }
    return all;
  }
  std::vector<std::uint8_t> bytes;
  std::vector<std::size_t> lengths;
};

/// `encode(frame, packet)` returns bytes; `decode(packets, i, samples)` writes frame `i`; `restart()` begins anew.
template <typename Restart, typename Encode, typename Decode>
int RunCodec(const char* prefix, int round_ms, std::size_t frame_samples, Restart restart, Encode encode, Decode decode) {
  const std::string name = prefix;
  const std::vector<std::int16_t> signal = ReadAll<std::int16_t>(name + ".input");
  const std::size_t frames = signal.size() / frame_samples;
  std::vector<std::int16_t> decoded(frames * frame_samples);
  Packets packets(frames);
  Passes encoding, decoding;
  for (const Round round(round_ms); encoding.count() == 0 || !round.over();) {
    restart();
    encoding.Time(frames, [&] {
      for (std::size_t i = 0; i < frames; ++i) packets.lengths[i] = encode(&signal[i * frame_samples], packets.at(i));
    });
    decoding.Time(frames, [&] {
      for (std::size_t i = 0; i < frames; ++i) decode(packets, i, &decoded[i * frame_samples]);
    });
  }
  WriteAll(name + ".packets", packets.Joined());
  WriteAll(name + ".decoded", decoded);
  std::printf("{\"encode\":%.6f,\"decode\":%.6f}\n", encoding.Median(), decoding.Median());
  return 0;
}

}  // namespace bench
