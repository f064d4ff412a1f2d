// G.711 and G.722 of libspandsp over a signal: bench_spandsp_codec mu-law|a-law|g722 FILES ROUND_MS
#include <spandsp.h>

#include <cstdlib>
#include <cstring>

#include "codec_program.h"

namespace {

int RunG711(int law, const char* files, int round_ms) {
  g711_state_t* const state = g711_init(nullptr, law);
  return bench::RunCodec(
      files, round_ms, 160, [] {},
      [&](const std::int16_t* frame, std::uint8_t* packet) {
        return static_cast<std::size_t>(g711_encode(state, packet, frame, 160));
      },
      [&](bench::Packets& packets, std::size_t i, std::int16_t* samples) {
        g711_decode(state, samples, packets.at(i), static_cast<int>(packets.lengths[i]));
      });
}

int RunG722(const char* files, int round_ms) {
  g722_encode_state_t* encoder = nullptr;
  g722_decode_state_t* decoder = nullptr;
  return bench::RunCodec(
      files, round_ms, 320,
      [&] {
        encoder = g722_encode_init(encoder, 64'000, 0);
        decoder = g722_decode_init(decoder, 64'000, 0);
      },
      [&](const std::int16_t* frame, std::uint8_t* packet) {
        return static_cast<std::size_t>(g722_encode(encoder, packet, frame, 320));
      },
      [&](bench::Packets& packets, std::size_t i, std::int16_t* samples) {
        g722_decode(decoder, samples, packets.at(i), static_cast<int>(packets.lengths[i]));
      });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const int round_ms = std::atoi(argv[3]);
  if (std::strcmp(argv[1], "g722") == 0) return RunG722(argv[2], round_ms);
  return RunG711(std::strcmp(argv[1], "a-law") == 0 ? G711_ALAW : G711_ULAW, argv[2], round_ms);
}
