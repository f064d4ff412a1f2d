#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "dsp/resampler.h"
#include "session/endpoint_config.h"
#include "session/playout.h"

namespace ossicle::session {

/// The voice of one peer out of the packets of all codecs that it may send in, at the rate of the first of them. The
/// codec changes with the first packet of another; what came before is heard to its end.
///
/// The first codec is always ready. The others, which few peers ever use, have no memory until a packet has come:
/// TakeWanted then names the codec, Prepare brings its decoder, and what comes in between is concealed.
class Reception {
 public:
  Reception(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder);

  /// The codec of a payload type; null when none was agreed.
  const codec::CodecFormat* FormatOf(PayloadType type) const;
  /// The codec of the newest packet.
  const codec::CodecFormat& format() const { return slots_[incoming_].format; }
  int sample_rate_hz() const { return slots_.front().format.sample_rate_hz; }
  const Playout& playout() const { return *slots_[playing_].playout; }

  /// Notes in which codec the peer speaks; `packet` is of one of them. True when that is another than before.
  bool Follow(const rtp::RtpPacket& packet);
  /// A packet that was followed.
  void Insert(const rtp::RtpPacket& packet, Instant arrival);
  /// See Playout.
  void InsertNoise(const rtp::RtpPacket& packet, Instant arrival);
  void NoteForeign(std::uint16_t sequence_number);
  /// Fills one tick; false when it is silence that nobody sent.
  bool Pull(Instant now, Samples frame);
  /// Another stream of the peer begins, or the first after a time of not decoding.
  void Reset();

  /// The codec whose decoder is missing, now and then until it is there.
  std::optional<PayloadType> TakeWanted();
  /// Takes memory, as the next one; command path only. Without effect when nothing is missing.
  void Prepare(PayloadType type, std::unique_ptr<codec::AudioDecoder> decoder);
  /// Other payload types or codecs; with a null `decoder` the first codec is the same.
  void Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder);

 private:
  static constexpr int kTicksPerRequest = 50;

  struct Slot {
    codec::CodecFormat format;
    std::unique_ptr<Playout> playout{};  // null: not prepared
    bool requested = false;
    std::optional<dsp::Resampler> resampler{};  // to the rate of the first codec, where that is another
    std::vector<Sample> frame{};                // one tick before it
  };

  struct Type {
    PayloadType payload_type;
    std::size_t slot;
  };

  void Agree(const EndpointConfig& config);
  void Agree(PayloadType type, const codec::CodecFormat& format);
  std::optional<std::size_t> Find(PayloadType type) const;
  bool HasLeft(const rtp::RtpPacket& packet) const {
    return newest_ && static_cast<std::int16_t>(packet.sequence_number - *newest_) <= 0;
  }
  bool PullFrom(Slot& slot, Instant now, Samples frame);
  void PlayIncoming();
  void Request(std::size_t slot);

  std::vector<Type> types_;
  std::vector<Slot> slots_;              // the first codec first
  std::size_t incoming_ = 0;             // of the newest packet
  std::size_t playing_ = 0;              // whose playout is heard; prepared
  std::optional<std::uint16_t> newest_;  // sequence number
  std::optional<std::size_t> wanted_;
  int ticks_unprepared_ = 0;
};

/// Whether packets of one can go on as packets of the other.
inline bool IsSameCodec(const codec::CodecFormat& a, const codec::CodecFormat& b) {
  return a.kind == b.kind && a.sample_rate_hz == b.sample_rate_hz;
}

}  // namespace ossicle::session
