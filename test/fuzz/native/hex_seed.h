#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ossicle::fuzz {

/// Seeds are kept as text: "hex" and then hexadecimal digits, blanks and comments from '#' to the end of the line.
/// Anything else is taken as the bytes themselves, so that the fuzzer works on the wire format. The result has its
/// exact size on the heap, where the address sanitizer sees a read beyond it.
inline std::vector<std::uint8_t> DecodeSeed(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kPrefix = "hex";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!text.starts_with(kPrefix)) return {data, data + size};
  std::vector<std::uint8_t> bytes;
  int high = -1;
  bool comment = false;
  for (const char c : text.substr(kPrefix.size())) {
    comment = c == '\n' ? false : comment || c == '#';
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                             : -1;
    if (comment || digit < 0) continue;
    if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  bytes.shrink_to_fit();
  return bytes;
}

}  // namespace ossicle::fuzz
