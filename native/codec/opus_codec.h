#pragma once

#include <memory>

#include "codec/codec.h"
#include "codec/codec_registry.h"

struct OpusDecoder;
struct OpusEncoder;

namespace ossicle::codec {

/// Opus (RFC 6716) to mono or interleaved stereo at 8, 12, 16, 24 or 48 kHz; libopus mixes packets down or doubles
/// them to fit. Sample counts are those of all channels together.
class OpusAudioDecoder final : public AudioDecoder {
 public:
  static Result<std::unique_ptr<AudioDecoder>> Make(int sample_rate_hz, int channels = 1);
  Result<std::size_t> Decode(Bytes payload, Samples out) override;
  std::size_t DecodeFec(Bytes next_payload, Samples out) override;
  bool has_own_concealment() const override { return true; }
  std::size_t Conceal(Samples out) override;
  std::size_t PacketSamples(Bytes payload) const override;
  void Reset() override;

 private:
  struct Destroy {
    void operator()(OpusDecoder* decoder) const;
  };
  using Decoder = std::unique_ptr<OpusDecoder, Destroy>;
  OpusAudioDecoder(Decoder decoder, int sample_rate_hz, int channels)
      : decoder_(std::move(decoder)), sample_rate_hz_(sample_rate_hz), channels_(channels) {}
  int DecodeInto(Bytes payload, Samples out, bool fec);

  Decoder decoder_;
  int sample_rate_hz_;
  int channels_;
};

/// Opus from mono or interleaved stereo at 8, 12, 16, 24 or 48 kHz in frames of 2.5, 5, 10, 20, 40 or 60 ms. Sample
/// counts of frames are those of all channels together. With discontinuous transmission a payload of at most two bytes
/// says that nothing need be sent.
class OpusAudioEncoder final : public AudioEncoder {
 public:
  static Result<std::unique_ptr<AudioEncoder>> Make(int sample_rate_hz, const EncoderOptions& options);
  Result<std::size_t> Encode(ConstSamples frame, MutableBytes out) override;
  std::size_t MaxPayloadBytes(std::size_t frame_samples) const override;
  void SetExpectedLoss(int percent) override;
  void SetBitrate(int bps) override;
  int latency_samples() const override;
  void Reset() override;

 private:
  struct Destroy {
    void operator()(OpusEncoder* encoder) const;
  };
  using Encoder = std::unique_ptr<OpusEncoder, Destroy>;
  OpusAudioEncoder(Encoder encoder, int sample_rate_hz, int channels)
      : encoder_(std::move(encoder)), sample_rate_hz_(sample_rate_hz), channels_(channels) {}

  Encoder encoder_;
  int sample_rate_hz_;
  int channels_;
};

/// What libopus calls itself, e.g. `libopus 1.3.1`.
const char* OpusLibraryVersion();

/// Whether an Opus packet carries redundancy for the frame before it (RFC 6716 section 4.2.4).
bool OpusPacketHasFec(Bytes payload);

}  // namespace ossicle::codec
