#pragma once

#include "codec/codec.h"

namespace ossicle::codec {

enum class G711Law : std::uint8_t { kMu, kA };

/// ITU-T G.711 over whole frames, out.size() >= in.size(). Pure, vectorised.
void EncodeMuLaw(ConstSamples in, MutableBytes out);
void EncodeALaw(ConstSamples in, MutableBytes out);
void DecodeMuLaw(Bytes in, Samples out);
void DecodeALaw(Bytes in, Samples out);

/// PCMU or PCMA (RFC 3551 section 4.5.14), 8 kHz. Any payload is valid: each byte is a sample.
class G711Decoder final : public AudioDecoder {
 public:
  explicit G711Decoder(G711Law law) : law_(law) {}
  Result<std::size_t> Decode(Bytes payload, Samples out) override;
  std::size_t PacketSamples(Bytes payload) const override { return payload.size(); }
  void Reset() override {}

 private:
  G711Law law_;
};

class G711Encoder final : public AudioEncoder {
 public:
  explicit G711Encoder(G711Law law) : law_(law) {}
  Result<std::size_t> Encode(ConstSamples frame, MutableBytes out) override;
  std::size_t MaxPayloadBytes(std::size_t frame_samples) const override { return frame_samples; }
  void Reset() override {}

 private:
  G711Law law_;
};

}  // namespace ossicle::codec
