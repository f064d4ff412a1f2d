// A script of arrivals and ticks. Whatever the numbers, payloads come out as they went in, delays stay in their bounds,
// and when the sender stops the buffer drains.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/bytes.h"
#include "hex_seed.h"
#include "rtp/jitter_buffer.h"

using namespace ossicle;

namespace {

constexpr std::size_t kMaxPayload = 300;

/// A payload tells its own size and number, so that a mixed-up one is seen.
Bytes MakePayload(std::uint32_t number, std::size_t size, std::array<std::uint8_t, kMaxPayload>& buffer) {
  for (std::size_t i = 0; i < size; ++i) buffer[i] = static_cast<std::uint8_t>(number * 31 + i);
  return Bytes(buffer).first(size);
}

void CheckPayload(Bytes payload) {
  for (std::size_t i = 1; i < payload.size(); ++i)
    if (payload[i] != static_cast<std::uint8_t>(payload[0] + i)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> script = fuzz::DecodeSeed(data, size);
  ByteReader reader(script);
  const std::uint8_t setup = reader.U8();
  rtp::JitterBufferConfig config;
  config.clock_rate_hz = setup & 1 ? 48'000 : 8000;
  config.max_packets = setup & 2 ? 8 : 64;
  config.max_bytes = setup & 4 ? 600 : 8192;
  if (setup & 8) config.fixed_delay = Milliseconds(setup >> 4);
  rtp::JitterBuffer buffer(config);

  std::array<std::uint8_t, kMaxPayload> memory{};
  Instant now = Instant{} + Milliseconds(1'000'000);
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t number = 0;
  while (reader.ok() && reader.remaining() > 0) {
    const std::uint8_t operation = reader.U8();
    switch (operation & 0x07) {
      case 0:  // the sender jumps
        sequence = reader.U16();
        timestamp = reader.U32();
        break;
      case 1: now += Milliseconds(operation >> 3); break;
      case 2: now += Milliseconds((operation >> 3) * 100); break;
      case 4: buffer.NoteForeign(static_cast<std::uint16_t>(sequence + (operation >> 3))); break;
      case 5:  // out of order or twice
      case 6: {
        const int shift = (operation & 7) == 5 ? static_cast<std::int8_t>(reader.U8()) : 0;
        const auto payload = MakePayload(number++, std::min<std::size_t>(operation >> 2, kMaxPayload), memory);
        const rtp::RtpPacket packet{.sequence_number = static_cast<std::uint16_t>(sequence + shift),
                                    .timestamp = timestamp + static_cast<std::uint32_t>(shift * 160),
                                    .payload = payload};
        (void)(number % 4 == 3 ? buffer.InsertNoise(packet, now) : buffer.Insert(packet, now));
        if (shift == 0) ++sequence, timestamp += 160;
        break;
      }
      default: {
        const auto playout = buffer.Next(now);
        CheckPayload(playout.payload);
        CheckPayload(playout.next_payload);
        if (playout.duration_ticks < 0 || playout.duration_ticks > 48'000) std::abort();
        if (playout.kind == rtp::JitterBuffer::Playout::Kind::kLost && playout.duration_ticks == 0) std::abort();
      }
    }
    if (buffer.target_delay() > config.max_delay || buffer.current_delay(now) < Duration::zero()) std::abort();
  }
  // The consumer asks on: what is left drains, then silence, in bounded time.
  for (int tick = 0; tick < 200; ++tick) (void)buffer.Next(now += Milliseconds(20));
  if (buffer.Next(now).kind != rtp::JitterBuffer::Playout::Kind::kEmpty) std::abort();
  const auto& stats = buffer.stats();
  if (stats.late + stats.duplicate > stats.received) std::abort();
  return 0;
}
