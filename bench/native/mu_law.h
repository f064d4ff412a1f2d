#pragma once

#include <array>
#include <cstdint>

namespace ossicle::bench {

/// G.711 µ-law by tables, written apart from the product's so that a floor and an ear owe it nothing.
class MuLaw {
 public:
  MuLaw() {
    for (int code = 0; code < 256; ++code) decode_[static_cast<std::size_t>(code)] = Expand(code);
    for (int i = 0; i < kEncodeEntries; ++i)
      encode_[static_cast<std::size_t>(i)] = Compress(static_cast<std::int16_t>((i - kEncodeEntries / 2) * 4));
  }

  std::int16_t Decode(std::uint8_t code) const { return decode_[code]; }
  /// Takes any 16-bit value; the law's 14 bits are what is looked up.
  std::uint8_t Encode(int sample) const { return encode_[static_cast<std::size_t>((sample >> 2) + kEncodeEntries / 2)]; }

 private:
  static constexpr int kEncodeEntries = 1 << 14;

  static std::int16_t Expand(int code) {
    const int bits = ~code & 0xFF;
    const int magnitude = ((((bits & 0x0F) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
    return static_cast<std::int16_t>(bits & 0x80 ? -magnitude : magnitude);
  }

  static std::uint8_t Compress(std::int16_t sample) {
    const int sign = sample < 0 ? 0x80 : 0;
    int magnitude = sample < 0 ? -int{sample} : int{sample};
    magnitude = (magnitude > 32635 ? 32635 : magnitude) + 0x84;
    int segment = 7;
    while (segment > 0 && (magnitude & (0x80 << segment)) == 0) --segment;
    return static_cast<std::uint8_t>(~(sign | segment << 4 | ((magnitude >> (segment + 3)) & 0x0F)));
  }

  std::array<std::int16_t, 256> decode_;
  std::array<std::uint8_t, kEncodeEntries> encode_;
};

}  // namespace ossicle::bench
