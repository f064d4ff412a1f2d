#pragma once

#include <array>

#include "rtp/telephone_event.h"

namespace ossicle::session {

/// A digit as the literal that an Event can carry.
inline const char* TextOfDigit(char digit) {
  static constexpr std::array<const char*, 16> kTexts = {"0", "1", "2", "3", "4", "5", "6", "7",
                                                         "8", "9", "*", "#", "A", "B", "C", "D"};
  const std::optional<std::uint8_t> code = rtp::CodeOfDigit(digit);
  return code ? kTexts[*code] : "";
}

}  // namespace ossicle::session
