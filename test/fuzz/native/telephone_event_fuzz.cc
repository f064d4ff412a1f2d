// A script of packets, eight bytes each: timestamp (2 bytes, times 256 when the top bit of the next byte is set),
// flags, wait, payload. There are never more digits up than down, and a press ends in the end.
#include <cstdlib>

#include "core/bytes.h"
#include "hex_seed.h"
#include "rtp/telephone_event.h"

using namespace ossicle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> script = fuzz::DecodeSeed(data, size);
  ByteReader reader(script);
  rtp::TelephoneEventReceiver receiver;
  Instant now = Instant{} + Milliseconds(1'000'000);
  int down = 0;
  int up = 0;
  const auto count = [&](const rtp::Digit& digit) {
    if (!rtp::CodeOfDigit(digit.digit) || digit.duration < Duration::zero()) std::abort();
    ++up;
  };
  while (reader.ok() && reader.remaining() > 0) {
    std::uint32_t timestamp = reader.U16();
    const std::uint8_t flags = reader.U8();
    if (flags & 0x80) timestamp <<= 16;
    now += Milliseconds(reader.U8() * 20);
    const std::size_t payload_size = flags & 0x07;
    const Bytes payload = reader.Take(std::min(payload_size, reader.remaining()));
    const auto update = receiver.OnPacket({.marker = (flags & 0x40) != 0, .timestamp = timestamp, .payload = payload},
                                          flags & 0x20 ? 48'000 : 8000, now);
    down += update.started.has_value();
    if (update.finished) count(*update.finished);
    if (const auto digit = receiver.Poll(now)) count(*digit);
    if (up > down || down > up + 1) std::abort();
  }
  if (const auto digit = receiver.Poll(now + Milliseconds(3000))) count(*digit);
  if (up != down || receiver.active()) std::abort();

  rtp::TelephoneEventSender sender(48'000);
  for (const std::uint8_t byte : script) (void)sender.Queue(static_cast<char>(byte), Milliseconds(byte * 13), byte);
  for (int tick = 0; tick < 500; ++tick) (void)sender.Tick(static_cast<std::uint32_t>(tick) * 960);
  return 0;
}
