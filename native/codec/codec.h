#pragma once

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"

namespace ossicle::codec {

enum class Kind : std::uint8_t { kPcmu, kPcma, kG722, kOpus, kL16 };

/// What a codec runs at. The two rates differ for Opus, whose RTP clock is always 48 kHz (RFC 7587 section 4.1), and for
/// G.722, whose clock is 8 kHz (RFC 3551 section 4.5.2).
struct CodecFormat {
  using Kind = codec::Kind;
  Kind kind = Kind::kPcmu;
  int sample_rate_hz = 8000;  ///< Of the audio, mono.
  int clock_rate_hz = 8000;   ///< Of RTP timestamps.
};

/// Decodes the payloads of one stream, in playout order. Payloads are hostile; nothing is written past `out`.
/// No call allocates.
class AudioDecoder {
 public:
  virtual ~AudioDecoder() = default;

  /// Returns the samples written. kMalformed: not a payload of this codec; kInvalidArgument: `out` is too short.
  /// On failure the decoder's state is as it was.
  virtual Result<std::size_t> Decode(Bytes payload, Samples out) = 0;

  /// Writes the frame before `next_payload` from the redundancy inside it (out.size() samples); 0 if there is none.
  virtual std::size_t DecodeFec(Bytes /*next_payload*/, Samples /*out*/) { return 0; }

  /// Whether Conceal works; when not, the caller uses dsp::Concealment.
  virtual bool has_own_concealment() const { return false; }
  /// Writes a substitute for out.size() samples that were lost; returns the samples written.
  virtual std::size_t Conceal(Samples /*out*/) { return 0; }

  /// Samples that `payload` decodes to, without decoding; 0 when it is malformed.
  virtual std::size_t PacketSamples(Bytes payload) const = 0;

  /// As if newly made.
  virtual void Reset() = 0;
};

/// Encodes one stream. No call allocates.
class AudioEncoder {
 public:
  virtual ~AudioEncoder() = default;

  /// Encodes one frame and returns the bytes written. kInvalidArgument: a frame length the codec does not have, or
  /// `out` too short (MaxPayloadBytes always suffices).
  virtual Result<std::size_t> Encode(ConstSamples frame, MutableBytes out) = 0;

  /// Largest payload for a frame of `frame_samples`.
  virtual std::size_t MaxPayloadBytes(std::size_t frame_samples) const = 0;

  /// Loss the far end reports, 0..100: lets a codec with redundancy spend more on it.
  virtual void SetExpectedLoss(int /*percent*/) {}

  /// The rate to aim at from the next frame on, for codecs that have more than one.
  virtual void SetBitrate(int /*bps*/) {}

  /// How far the far end's decoder lags behind the frames, in samples per channel.
  virtual int latency_samples() const { return 0; }

  virtual void Reset() = 0;
};

}  // namespace ossicle::codec
