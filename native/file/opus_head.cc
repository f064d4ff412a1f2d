#include "file/opus_head.h"

namespace ossicle::file {

bool IsOpusHead(Bytes packet) { return packet.size() >= 8 && std::memcmp(packet.data(), "OpusHead", 8) == 0; }

Result<OpusHead> ParseOpusHead(Bytes packet) {
  if (!IsOpusHead(packet) || packet.size() < kOpusHeadBytes) return Status(StatusCode::kMalformed, "not an Ogg Opus file");
  if ((packet[8] & 0xF0) != 0) return Status(StatusCode::kUnsupported, "unknown version of Ogg Opus");
  OpusHead head;
  head.channels = packet[9];
  head.pre_skip = packet[10] | static_cast<unsigned>(packet[11]) << 8;
  for (std::size_t i = 0; i < 4; ++i) head.input_rate_hz |= std::uint32_t{packet[12 + i]} << (8 * i);
  head.gain_q8_db = static_cast<std::int16_t>(packet[16] | packet[17] << 8);
  if (packet[18] != 0) return Status(StatusCode::kUnsupported, "Ogg Opus of more than two channels");
  if (head.channels != 1 && head.channels != 2) return Status(StatusCode::kMalformed, "Ogg Opus has one or two channels");
  return head;
}

std::int64_t OpusPacketSamples(Bytes packet) {
  if (packet.empty()) return 0;
  const unsigned config = packet[0] >> 3, code = packet[0] & 3u;
  std::int64_t frame = 0;
  if (config < 12) frame = (config & 3) == 3 ? 2880 : 480 << (config & 3);  // SILK: 10, 20, 40, 60 ms
  else if (config < 16) frame = 480 << (config & 1);                        // hybrid: 10, 20 ms
  else frame = 120 << (config & 3);                                         // CELT: 2.5, 5, 10, 20 ms
  if (code == 0) return frame;
  if (code < 3) return 2 * frame;
  return packet.size() < 2 ? 0 : frame * (packet[1] & 0x3F);
}

std::array<std::uint8_t, kOpusHeadBytes> WriteOpusHead(const OpusHead& head) {
  std::array<std::uint8_t, kOpusHeadBytes> packet{'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1};
  packet[9] = static_cast<std::uint8_t>(head.channels);
  packet[10] = static_cast<std::uint8_t>(head.pre_skip);
  packet[11] = static_cast<std::uint8_t>(head.pre_skip >> 8);
  for (std::size_t i = 0; i < 4; ++i) packet[12 + i] = static_cast<std::uint8_t>(head.input_rate_hz >> (8 * i));
  packet[16] = static_cast<std::uint8_t>(head.gain_q8_db);
  packet[17] = static_cast<std::uint8_t>(head.gain_q8_db >> 8);
  return packet;
}

}  // namespace ossicle::file
