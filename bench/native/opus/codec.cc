// Bare libopus over a signal, set as OpusEncoder of ossicle/audio sets it:
//   bench_opus_codec RATE COMPLEXITY FEC(0|1) FILES ROUND_MS
// With FEC, every even frame is taken as lost and made of the packet behind it.
#include <opus.h>

#include <cstdlib>

#include "codec_program.h"

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  const int rate_hz = std::atoi(argv[1]), complexity = std::atoi(argv[2]), frame = rate_hz / 50;
  const bool fec = std::atoi(argv[3]) != 0;
  int error = OPUS_OK;
  OpusEncoder* const encoder = opus_encoder_create(rate_hz, 1, OPUS_APPLICATION_VOIP, &error);
  OpusDecoder* const decoder = opus_decoder_create(rate_hz, 1, &error);
  opus_encoder_ctl(encoder, OPUS_SET_VBR(1));
  opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
  opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(fec ? 1 : 0));
  opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(fec ? 10 : 0));
  opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  opus_encoder_ctl(encoder, OPUS_SET_BITRATE(24'000));
  return bench::RunCodec(
      argv[4], std::atoi(argv[5]), static_cast<std::size_t>(frame),
      [&] {
        opus_encoder_ctl(encoder, OPUS_RESET_STATE);
        opus_decoder_ctl(decoder, OPUS_RESET_STATE);
      },
      [&](const std::int16_t* samples, std::uint8_t* packet) {
        const opus_int32 bytes = opus_encode(encoder, samples, frame, packet, 1277);
        return static_cast<std::size_t>(bytes > 0 ? bytes : 0);
      },
      [&](bench::Packets& packets, std::size_t i, std::int16_t* samples) {
        const bool lost = fec && i % 2 == 0 && i + 1 < packets.lengths.size();
        const std::size_t packet = lost ? i + 1 : i;
        const auto bytes = static_cast<opus_int32>(packets.lengths[packet]);
        if (opus_decode(decoder, packets.at(packet), bytes, samples, frame, lost ? 1 : 0) != frame) std::abort();
      });
}
