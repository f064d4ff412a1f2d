#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace ossicle::bench {

/// Room behind a packet for what protection adds.
constexpr std::size_t kMaxTrailer = 16;
/// Master key and salt in hex with which phones send, all of them, and with which floor programs do.
inline const std::string kPhoneKey = "070707070707070707070707070707070707070707070707070707070707";
inline const std::string kServerKey = "090909090909090909090909090909090909090909090909090909090909";

/// Packets as they are. A Line is made for a leg with the keys of what it sends and of what it receives; Protect and
/// Unprotect change a packet in place and return its new size, 0 when it is refused.
struct PlainLine {
  static constexpr bool kKeyed = false;

  PlainLine(std::size_t, const std::string&, const std::string&) {}
  std::size_t Protect(std::uint8_t*, std::size_t size) const { return size; }
  std::size_t Unprotect(std::uint8_t*, std::size_t size) const { return size; }
};

/// Prints "keys HEX HEX ...": all the same.
inline void PrintKeys(std::size_t count) {
  std::printf("keys");
  for (std::size_t i = 0; i < count; ++i) std::printf(" %s", kServerKey.c_str());
  std::printf("\n");
  std::fflush(stdout);
}

/// Reads "keys HEX HEX ..." from standard input; ends the program when something else comes.
inline std::vector<std::string> ReadKeys(std::size_t count) {
  char word[64];
  std::vector<std::string> keys;
  bool read = std::scanf("%15s", word) == 1 && std::string(word) == "keys";
  while (read && keys.size() < count) {
    read = std::scanf("%63s", word) == 1;
    keys.emplace_back(word);
  }
  if (read) return keys;
  std::fprintf(stderr, "expected: keys and %zu of them\n", count);
  std::exit(2);
}

}  // namespace ossicle::bench
