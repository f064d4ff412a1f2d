#pragma once

#include "core/bytes.h"

namespace ossicle::file {

/// Values that the codebooks of a stream may hold together. Encoders use some hundred thousand; a hostile header of a
/// few kilobytes could ask for a thousand million.
inline constexpr std::uint64_t kMaxVorbisCodebookValues = std::uint64_t{1} << 21;

/// Whether `packet`, a setup header of Vorbis I (its specification, section 4.2.4), has codebooks (section 3.2.1) that are
/// well formed and within kMaxVorbisCodebookValues. Nothing is allocated.
bool VorbisCodebooksFit(Bytes packet);

}  // namespace ossicle::file
