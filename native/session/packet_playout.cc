#include "session/packet_playout.h"

namespace ossicle::session {

PacketPlayout::PacketPlayout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder,
                             const PayloadTypes& payload_types, const rtp::JitterBufferConfig& delay)
    : payload_types_(payload_types),
      clock_rate_hz_(format.clock_rate_hz),
      stream_(format.clock_rate_hz),
      playout_(format, std::move(decoder), {}, delay) {}

PacketPlayout::Insertion PacketPlayout::Insert(Bytes datagram, Instant arrival) {
  using Stored = rtp::JitterBuffer::Insertion;
  const Result<rtp::RtpPacket> parsed = rtp::ParseRtp(datagram);
  if (!parsed.ok()) return Insertion::kMalformed;
  const rtp::RtpPacket& packet = parsed.value();
  if (!stream_.OnPacket(packet, arrival)) return Insertion::kRefused;
  if (stream_.restarted()) playout_.Reset();
  const bool noise = packet.payload_type == payload_types_.comfort_noise;
  if (packet.payload_type != payload_types_.codec && !noise) {
    playout_.NoteForeign(packet.sequence_number);
    return Insertion::kRefused;
  }
  const Stored stored = noise ? playout_.InsertNoise(packet, arrival) : playout_.Insert(packet, arrival);
  const bool refused = stored == Stored::kDuplicate || stored == Stored::kLate || stored == Stored::kTooLarge;
  return refused ? Insertion::kRefused : Insertion::kTaken;
}

void PacketPlayout::Reset() {
  stream_ = rtp::ReceiveStream(clock_rate_hz_);
  playout_.Reset();
}

}  // namespace ossicle::session
