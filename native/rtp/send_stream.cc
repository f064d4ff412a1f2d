#include "rtp/send_stream.h"

#include "rtp/rtp_packet.h"

namespace ossicle::rtp {
namespace {

/// A longer round trip comes from clocks that disagree, not from a network.
constexpr std::int64_t kMaxRoundTripTicks = 60 * 65536;

}  // namespace

SendStream::SendStream(Random& random, int clock_rate_hz)
    : clock_rate_hz_(clock_rate_hz),
      ssrc_{random.U32()},
      next_sequence_number_(static_cast<std::uint16_t>(random.U32())),
      next_timestamp_(random.U32()),
      reference_timestamp_(next_timestamp_) {}

std::size_t SendStream::Packetize(const OutgoingPayload& payload, std::uint32_t timestamp_advance, Instant now,
                                  MutableBytes out) {
  const std::uint32_t timestamp = next_timestamp_;
  next_timestamp_ += timestamp_advance;
  reference_timestamp_ = timestamp;
  reference_time_ = now;
  return PacketizeAt(payload, timestamp, now, out);
}

std::size_t SendStream::PacketizeRelayed(const OutgoingPayload& payload, std::uint32_t timestamp,
                                         std::uint32_t timestamp_advance, Instant now, MutableBytes out) {
  const std::uint32_t next = timestamp + timestamp_advance;
  if (static_cast<std::int32_t>(next - next_timestamp_) > 0) {
    next_timestamp_ = next;
    reference_timestamp_ = timestamp;
    reference_time_ = now;
  }
  return PacketizeAt(payload, timestamp, now, out);
}

std::size_t SendStream::PacketizeAt(const OutgoingPayload& payload, std::uint32_t timestamp, Instant now,
                                    MutableBytes out) {
  const std::size_t size = WriteRtp({.payload_type = payload.payload_type,
                                     .marker = payload.marker,
                                     .sequence_number = next_sequence_number_,
                                     .timestamp = timestamp,
                                     .ssrc = ssrc_,
                                     .payload = payload.payload},
                                    out);
  if (size == 0) return 0;
  if (!reference_time_) {
    reference_timestamp_ = timestamp;
    reference_time_ = now;
  }
  ++next_sequence_number_;
  ++packets_;
  bytes_ += payload.payload.size();
  return size;
}

SenderInfo SendStream::MakeSenderInfo(Instant now, NtpTime wall_clock) const {
  const std::int64_t elapsed = reference_time_ ? DurationToSamples(now - *reference_time_, clock_rate_hz_) : 0;
  return {.ntp_time = wall_clock,
          .rtp_timestamp = reference_timestamp_ + static_cast<std::uint32_t>(elapsed),
          .packet_count = static_cast<std::uint32_t>(packets_),
          .octet_count = static_cast<std::uint32_t>(bytes_)};
}

void SendStream::OnReportBlock(const ReportBlock& block, NtpTime arrival) {
  if (block.ssrc != ssrc_) return;
  remote_ = block;
  has_remote_report_ = true;
  if (block.last_sender_report == 0) return;
  // Wraps every 18 hours, so the difference is taken modulo 2^32; below zero it is the rounding of two clocks.
  const auto ticks =
      static_cast<std::int32_t>(arrival.middle() - block.last_sender_report - block.delay_since_last_sender_report);
  if (ticks > kMaxRoundTripTicks || ticks < -kMaxRoundTripTicks) return;
  round_trip_ = ticks > 0 ? SamplesToDuration(ticks, 65536) : Duration::zero();
}

}  // namespace ossicle::rtp
