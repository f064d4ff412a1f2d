#pragma once

#include <array>
#include <cstdint>

/// The constants of ITU-T G.722 (11/88 and 09/12), under the names of its tables.
namespace ossicle::codec::g722 {

/// One half of the 24 taps of both quadrature mirror filters (table 11); the other half is this one backwards.
inline constexpr std::array<std::int16_t, 12> kMirrorFilter = {3,    -11,  12,  32,   -210, 951,
                                                               3876, -805, 362, -156, 53,   -11};

/// Decision levels of the 60-level quantizer (table 14) in groups of four: three inside the interval of a code of 4
/// bits and the one that ends it. The interval around zero has only one inside, the last has no end.
inline constexpr std::array<std::array<std::int16_t, 4>, 8> kQ6 = {{{0, 0, 35, 72},
                                                                    {110, 150, 190, 233},
                                                                    {276, 323, 370, 422},
                                                                    {473, 530, 587, 650},
                                                                    {714, 786, 858, 940},
                                                                    {1023, 1121, 1219, 1339},
                                                                    {1458, 1612, 1765, 1980},
                                                                    {2195, 2557, 2919, 32767}}};

/// Codes of 6 bits for the intervals 1..30 (table 13), the negative ones from 32 on.
constexpr auto LowerCodes() {
  std::array<std::uint8_t, 64> codes{};
  for (std::size_t i = 1; i <= 30; ++i) {
    codes[i] = static_cast<std::uint8_t>(62 - i);
    codes[32 + i] = static_cast<std::uint8_t>((i < 3 ? 64 : 34) - i);
  }
  return codes;
}
inline constexpr auto kCodes = LowerCodes();
/// Their highest 4 bits for the groups of kQ6, the negative ones from 8 on. Both signs share the one around zero.
inline constexpr std::array<std::uint8_t, 16> kCodes4 = {15, 14, 13, 12, 11, 10, 9, 8, 15, 7, 6, 5, 4, 3, 2, 1};

/// Output values of the inverse quantizers of 6, 5 and 4 bits, by code (table 15).
inline constexpr std::array<std::int16_t, 64> kQm6 = {
    -136,  -136,  -136,  -136,  -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576,  -6000,  -5456,  -4944,  -4464,  -4008,  -3576,  -3168,  -2776,
    -2400, -2032, -1688, -1360, -1040,  -728,   24808,  21904,  19008,  16704,  14984,  13512,  12280,
    11192, 10232, 9360,  8576,  7856,   7192,   6576,   6000,   5456,   4944,   4464,   4008,   3576,
    3168,  2776,  2400,  2032,  1688,   1360,   1040,   728,    432,    136,    -432,   -136};
inline constexpr std::array<std::int16_t, 32> kQm5 = {
    -280,  -280,  -23352, -17560, -14120, -11664, -9752, -8184, -6864, -5712, -4696, -3784, -2960, -2208, -1520, -880,
    23352, 17560, 14120,  11664,  9752,   8184,   6864,  5712,  4696,  3784,  2960,  2208,  1520,  880,   280,   -280};
inline constexpr std::array<std::int16_t, 16> kQm4 = {0,     -20456, -12896, -8968, -6288, -4240, -2584, -1200,
                                                      20456, 12896,  8968,   6288,  4240,  2584,  1200,  0};
/// Of the higher band, 2 bits.
inline constexpr std::array<std::int16_t, 4> kQm2 = {-7408, -1616, 7408, 1616};
/// The only decision level of the higher band.
inline constexpr int kQ2 = 564;

/// Logarithmic scale factor multipliers (table 16), spread out over the codes of 4 bits (RIL4 of table 17) and 2 bits.
inline constexpr std::array<std::int16_t, 16> kWl = {-60,  3042, 1198, 538, 334, 172, 58,  -30,
                                                     3042, 1198, 538,  334, 172, 58,  -30, -60};
inline constexpr std::array<std::int16_t, 4> kWh = {798, -214, 798, -214};

/// Mantissas of the conversion from the logarithmic to the linear scale factor (table 18).
inline constexpr std::array<std::int16_t, 32> kIlb = {2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543,
                                                      2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228,
                                                      3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008};

/// Largest logarithmic scale factors.
inline constexpr int kMaxNbl = 18432, kMaxNbh = 22528;

/// Linear scale factor for each NB >> 6 (blocks SCALEL and SCALEH; `shift` is 8 or 10).
template <int kMaxNb, int kShift>
constexpr auto ScaleFactors() {
  std::array<std::int16_t, (kMaxNb >> 6) + 1> factors{};
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const int shift = kShift - static_cast<int>(i >> 5), mantissa = kIlb[i & 31];
    factors[i] = static_cast<std::int16_t>((shift < 0 ? mantissa << -shift : mantissa >> shift) << 2);
  }
  return factors;
}
inline constexpr auto kDetl = ScaleFactors<kMaxNbl, 8>();
inline constexpr auto kDeth = ScaleFactors<kMaxNbh, 10>();

}  // namespace ossicle::codec::g722
