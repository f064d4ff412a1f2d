#include "rtp/telephone_event.h"

#include <string_view>

namespace ossicle::rtp {
namespace {

constexpr std::string_view kDigits = "0123456789*#ABCD";
constexpr std::uint8_t kEndBit = 0x80;
constexpr std::uint8_t kVolumeMask = 0x3F;

}  // namespace

Result<TelephoneEvent> ParseTelephoneEvent(Bytes payload) {
  ByteReader reader(payload);
  TelephoneEvent event;
  event.code = reader.U8();
  const std::uint8_t flags = reader.U8();
  event.end = (flags & kEndBit) != 0;
  event.volume = flags & kVolumeMask;
  event.duration = reader.U16();
  if (!reader.ok()) return Status(StatusCode::kMalformed, "telephone-event shorter than 4 bytes");
  return event;
}

std::array<std::uint8_t, kTelephoneEventSize> WriteTelephoneEvent(const TelephoneEvent& event) {
  return {event.code, static_cast<std::uint8_t>((event.end ? kEndBit : 0) | (event.volume & kVolumeMask)),
          static_cast<std::uint8_t>(event.duration >> 8), static_cast<std::uint8_t>(event.duration & 0xFF)};
}

std::optional<char> DigitOfCode(std::uint8_t code) {
  if (code >= kDigits.size()) return std::nullopt;
  return kDigits[code];
}

std::optional<std::uint8_t> CodeOfDigit(char digit) {
  const char upper = digit >= 'a' && digit <= 'd' ? static_cast<char>(digit - 'a' + 'A') : digit;
  const std::size_t code = kDigits.find(upper);
  if (code == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(code);
}

}  // namespace ossicle::rtp
