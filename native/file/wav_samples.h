#pragma once

#include <span>

#include "core/bytes.h"
#include "core/frame.h"
#include "file/audio_reader.h"

namespace ossicle::file {

/// Bytes of one stored sample; 0 for what WAV does not hold.
std::size_t WavSampleBytes(Encoding encoding);

/// Converts as many stored samples as both sides hold; returns how many. `in` need not be aligned. Deeper samples lose
/// their lowest bits, floating-point ones are rounded and limited; what is no number is silence.
std::size_t DecodeWavSamples(Encoding encoding, Bytes in, Samples out);
/// The same with full scale 1.0, without loss.
std::size_t DecodeWavSamples(Encoding encoding, Bytes in, std::span<float> out);

/// Stores samples as kPcm16, kFloat32, kALaw or kMuLaw; `out` holds them all. NaN and infinity become silence.
void EncodeWavSamples(Encoding encoding, ConstSamples in, MutableBytes out);
void EncodeWavSamples(Encoding encoding, std::span<const float> in, MutableBytes out);

/// Full scale 1.0 to 16 bits, rounded and limited; what is no number is silence.
Sample FloatToSample(float value);

}  // namespace ossicle::file
