#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "codec/codec.h"
#include "codec/comfort_noise.h"
#include "dsp/concealment.h"
#include "dsp/time_stretch.h"
#include "rtp/jitter_buffer.h"

namespace ossicle::session {

/// From RTP packets to an even stream of PCM: jitter buffer, decoder, concealment, and a short queue that turns
/// packets of any duration into frames of the session's, and in which the delay is changed by stretching.
class Playout {
 public:
  /// Named as in W3C's "Identifiers for WebRTC's Statistics API". Samples, and seconds summed over samples. Delay here
  /// is that above the pace of the fastest recent packet.
  struct Stats {
    std::uint64_t emitted_samples = 0;  ///< Of packets: jitterBufferEmittedCount.
    double delay_s = 0, target_delay_s = 0, minimum_delay_s = 0;
    std::uint64_t concealed_samples = 0, silent_concealed_samples = 0, concealment_events = 0;
    std::uint64_t inserted_samples = 0, removed_samples = 0;
    std::uint64_t packets_undecodable = 0;
  };

  /// What happened on the way, over all codecs that the endpoint has had; samples are of each one's own rate.
  struct Totals {
    std::uint64_t discarded = 0, duplicate = 0;
    Duration concealed{};
    Stats stats{};
    rtp::BurstMetrics bursts{};
  };

  /// `earlier`: the totals of the codec before this one. Of `delay`, clock rate and sizes follow from the format.
  Playout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder, const Totals& earlier,
          rtp::JitterBufferConfig delay = {});

  int sample_rate_hz() const { return format_.sample_rate_hz; }

  rtp::JitterBuffer::Insertion Insert(const rtp::RtpPacket& packet, Instant arrival) {
    return jitter_buffer_.Insert(packet, arrival);
  }
  /// A description of background noise (RFC 3389): it is made from there on until the next packet. Not for codecs that
  /// conceal by themselves, which have their own.
  rtp::JitterBuffer::Insertion InsertNoise(const rtp::RtpPacket& packet, Instant arrival);
  void NoteForeign(std::uint16_t sequence_number) { jitter_buffer_.NoteForeign(sequence_number); }
  /// Another SSRC begins.
  void Reset();
  /// Counts on from the totals of the codec that was heard before.
  void CountOn(const Totals& earlier);

  /// Fills `frame`; false when it is silence that nobody sent. Where nothing came, that is the noise described last.
  bool Pull(Instant now, Samples frame);

  Totals totals() const;
  const Stats& stats() const { return stats_; }  ///< Those of earlier codecs included.
  const rtp::JitterBufferStats& packet_stats() const { return jitter_buffer_.stats(); }
  Duration delay(Instant now) const { return jitter_buffer_.current_delay(now); }
  Duration target_delay() const { return jitter_buffer_.target_delay(); }
  Duration minimum_delay() const { return jitter_buffer_.minimum_delay(); }
  Duration packet_duration() const { return jitter_buffer_.packet_duration(); }

 private:
  Samples Room() { return Samples(queue_).subspan(used_); }
  std::size_t pending() const { return used_ - past_; }
  std::size_t SamplesOf(std::int64_t ticks) const;
  Duration DurationOf(std::size_t samples) const;
  bool Append(Instant now, std::size_t wanted, Duration tick);
  void AppendPacket(const rtp::JitterBuffer::Playout& playout);
  void Describe(Bytes noise);
  bool FillPause(Samples out);
  void CountEmitted(std::size_t samples, Duration delay);
  void CountConcealed(std::size_t samples);
  void AppendSubstitute(std::size_t samples, Bytes next_payload);
  void Shorten(std::size_t before, Duration tick);
  bool Lengthen();

  const codec::CodecFormat format_;
  Totals earlier_;
  const std::unique_ptr<codec::AudioDecoder> decoder_;
  rtp::JitterBuffer jitter_buffer_;
  dsp::Concealment concealment_;
  dsp::TimeStretch stretch_;
  std::vector<Sample> queue_;  ///< What was played last, and from past_ to used_ what is to be played.
  std::size_t past_;
  std::size_t used_;
  std::optional<codec::ComfortNoiseGenerator> noise_;
  bool noise_known_ = false;  ///< Described since the stream began.
  bool in_noise_ = false;     ///< It is what was put into the queue last.
  std::size_t concealed_run_ = 0;  ///< Samples since the last packet.
  Stats stats_;
};

}  // namespace ossicle::session
