#pragma once

#include "codec/codec.h"
#include "codec/g722_bands.h"
#include "codec/g722_mirror_filters.h"

namespace ossicle::codec {

/// The modes of operation of G.722 by their bit rate: how many bits of the octet are the lower band's. RTP has only
/// the first (RFC 3551 section 4.5.2).
enum class G722Mode : std::uint8_t { k64Kbps = 1, k56Kbps = 2, k48Kbps = 3 };

/// ITU-T G.722, 16 kHz, an octet for two samples; the RTP clock is 8 kHz all the same (RFC 3551 section 4.5.2). In the
/// modes of fewer bits each sample still has its octet: the bits below are auxiliary data, which the decoder leaves
/// out.
class G722Decoder final : public AudioDecoder {
 public:
  explicit G722Decoder(G722Mode mode = G722Mode::k64Kbps) : mode_(mode) {}
  Result<std::size_t> Decode(Bytes payload, Samples out) override;
  std::size_t PacketSamples(Bytes payload) const override { return 2 * payload.size(); }
  void Reset() override { *this = G722Decoder(mode_); }

 private:
  G722Mode mode_;
  g722::LowerBand lower_;
  g722::HigherBand higher_;
  g722::SynthesisFilter synthesis_;
};

/// Frames of any even length. The auxiliary bits of modes 2 and 3 are sent as zeros. `latency_samples` covers both
/// directions: 22 samples of the two mirror filters.
class G722Encoder final : public AudioEncoder {
 public:
  explicit G722Encoder(G722Mode mode = G722Mode::k64Kbps) : mode_(mode) {}
  Result<std::size_t> Encode(ConstSamples frame, MutableBytes out) override;
  std::size_t MaxPayloadBytes(std::size_t frame_samples) const override { return frame_samples / 2; }
  int latency_samples() const override { return 22; }
  void Reset() override { *this = G722Encoder(mode_); }

 private:
  G722Mode mode_;
  g722::AnalysisFilter analysis_;
  g722::LowerBand lower_;
  g722::HigherBand higher_;
};

}  // namespace ossicle::codec
