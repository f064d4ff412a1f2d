#pragma once

#include <array>
#include <optional>

#include "core/bytes.h"
#include "core/frame.h"
#include "file/audio_reader.h"

namespace ossicle::file {

inline constexpr std::size_t kWavHeaderBytes = 44;

/// The header of a 16-bit PCM WAV file that holds `data_bytes` of samples. Written again from time to time while
/// the samples grow, it leaves a playable file whenever the process dies. Sizes stop at what 32 bits say (4 GiB);
/// samples beyond are kept in the file but not announced.
std::array<std::uint8_t, kWavHeaderBytes> WavHeader(const AudioFormat& format, std::uint64_t data_bytes);

/// The most that WriteStreamHeader writes.
inline constexpr std::size_t kMaxStreamHeaderBytes = 94;

/// The header of a WAV file in any encoding that EncodeWavSamples knows, with room for the sizes of EBU Tech 3306
/// (RF64), which take over beyond 4 GiB. Without `data_bytes` it announces no length, as streaming programs do. It is
/// equally long in each case. Returns bytes written.
std::size_t WriteStreamHeader(Encoding encoding, const AudioFormat& format, std::optional<std::uint64_t> data_bytes,
                              MutableBytes out);

/// Samples as the file stores them (little-endian); returns bytes written: 2 for each sample that fits.
std::size_t WriteWavSamples(ConstSamples samples, MutableBytes out);

}  // namespace ossicle::file
