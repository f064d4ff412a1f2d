#pragma once

#include <memory>

#include "rtp/receive_stream.h"
#include "session/playout.h"

namespace ossicle::session {

/// The playout of one stream by itself, from datagrams: RTP parsing, the books of its sender, playout. Another SSRC, or
/// a sender that began anew, starts a new stream.
class PacketPlayout {
 public:
  struct PayloadTypes {
    PayloadType codec;
    std::optional<PayloadType> comfort_noise{};  ///< RFC 3389; not for Opus.
  };
  /// A packet of another payload type is not missing, but not heard.
  PacketPlayout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder,
                const PayloadTypes& payload_types, const rtp::JitterBufferConfig& delay);

  enum class Insertion : std::uint8_t { kTaken, kRefused, kMalformed };
  /// kRefused: late, twice, too large, or of a stream that nobody confirmed yet.
  Insertion Insert(Bytes datagram, Instant arrival);
  /// As Playout::Pull.
  bool Pull(Instant now, Samples frame) { return playout_.Pull(now, frame); }
  /// The longest frame that Pull fills.
  std::size_t longest_frame() const { return FrameSamples(playout_.sample_rate_hz()); }
  void Reset();

  const Playout& playout() const { return playout_; }
  rtp::ReceiveStream::Stats received() const { return stream_.stats(); }

 private:
  PayloadTypes payload_types_;
  int clock_rate_hz_;
  rtp::ReceiveStream stream_;
  Playout playout_;
};

}  // namespace ossicle::session
