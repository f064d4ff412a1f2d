#pragma once

#include "codec/codec.h"

namespace ossicle::codec {

/// L16 (RFC 3551 section 4.5.11): 16-bit samples in network byte order, any rate, channels interleaved. Lossless.
/// Both need out.size() for all of the input. Pure, vectorised.
void EncodeL16(ConstSamples in, MutableBytes out);
/// An odd last byte is no sample and is left out.
void DecodeL16(Bytes in, Samples out);

class L16Decoder final : public AudioDecoder {
 public:
  /// kMalformed: no whole number of samples.
  Result<std::size_t> Decode(Bytes payload, Samples out) override;
  std::size_t PacketSamples(Bytes payload) const override { return payload.size() % 2 == 0 ? payload.size() / 2 : 0; }
  void Reset() override {}
};

class L16Encoder final : public AudioEncoder {
 public:
  Result<std::size_t> Encode(ConstSamples frame, MutableBytes out) override;
  std::size_t MaxPayloadBytes(std::size_t frame_samples) const override { return 2 * frame_samples; }
  void Reset() override {}
};

}  // namespace ossicle::codec
