#pragma once

#include <array>

#include "core/bytes.h"
#include "core/frame.h"

namespace ossicle::file {

inline constexpr std::size_t kWavHeaderBytes = 44;

/// The header of a 16-bit PCM WAV file that holds `data_bytes` of samples. Written again from time to time while
/// the samples grow, it leaves a playable file whenever the process dies. Sizes stop at what 32 bits say (4 GiB);
/// samples beyond are kept in the file but not announced.
std::array<std::uint8_t, kWavHeaderBytes> WavHeader(const AudioFormat& format, std::uint64_t data_bytes);

/// Samples as the file stores them (little-endian); returns bytes written: 2 for each sample that fits.
std::size_t WriteWavSamples(ConstSamples samples, MutableBytes out);

}  // namespace ossicle::file
