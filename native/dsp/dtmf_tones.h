#pragma once

#include <array>
#include <cstddef>

namespace ossicle::dsp {

/// The keypad of ITU-T Q.23: rows are the low group, columns the high group.
inline constexpr std::array<float, 4> kDtmfLowHz = {697, 770, 852, 941};
inline constexpr std::array<float, 4> kDtmfHighHz = {1209, 1336, 1477, 1633};
inline constexpr char kDtmfKeys[4][4] = {{'1', '2', '3', 'A'}, {'4', '5', '6', 'B'}, {'7', '8', '9', 'C'}, {'*', '0', '#', 'D'}};

}  // namespace ossicle::dsp
