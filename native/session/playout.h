#pragma once

#include <memory>
#include <vector>

#include "codec/codec.h"
#include "dsp/concealment.h"
#include "rtp/jitter_buffer.h"

namespace ossicle::session {

/// From RTP packets to an even stream of PCM: jitter buffer, decoder, concealment, and a short queue that turns
/// packets of any duration into frames of the session's.
class Playout {
 public:
  /// What went wrong on the way, over all codecs that the endpoint has had.
  struct Totals {
    std::uint64_t late = 0;
    std::uint64_t duplicate = 0;
    Duration concealed{};
  };

  /// `earlier`: the totals of the codec before this one.
  Playout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder, const Totals& earlier);

  int sample_rate_hz() const { return format_.sample_rate_hz; }

  void Insert(const rtp::RtpPacket& packet, Instant arrival) { jitter_buffer_.Insert(packet, arrival); }
  void NoteForeign(std::uint16_t sequence_number) { jitter_buffer_.NoteForeign(sequence_number); }
  /// Another SSRC begins.
  void Reset();

  /// Fills `frame`; false when it is silence that nobody sent. `quiet`: what was last played held no speech, so
  /// the delay may be corrected unheard.
  bool Pull(Instant now, bool quiet, Samples frame);

  Totals totals() const;
  Duration delay(Instant now) const { return jitter_buffer_.current_delay(now); }
  /// Payloads the decoder refused.
  std::uint64_t undecodable() const { return undecodable_; }

 private:
  Samples Room() { return Samples(queue_).subspan(queued_); }
  std::size_t SamplesOf(std::int64_t ticks) const;
  void AppendPacket(const rtp::JitterBuffer::Playout& playout);
  void AppendSubstitute(std::size_t samples, Bytes next_payload);

  const codec::CodecFormat format_;
  const Totals earlier_;
  const std::unique_ptr<codec::AudioDecoder> decoder_;
  rtp::JitterBuffer jitter_buffer_;
  dsp::Concealment concealment_;
  std::vector<Sample> queue_;
  std::size_t queued_ = 0;
  std::uint64_t undecodable_ = 0;
};

}  // namespace ossicle::session
