#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/random.h"
#include "core/time.h"
#include "rtp/rtcp/report_block.h"
#include "rtp/rtcp/sender_report.h"

namespace ossicle::rtp {

/// What goes into one outgoing RTP packet beside what the stream itself counts.
struct OutgoingPayload {
  Bytes payload{};
  PayloadType payload_type{};
  bool marker = false;
};

/// One outgoing RTP stream: its SSRC, sequence numbers and timestamps, its counters, and what the far end reports of
/// it. SSRC, first sequence number and first timestamp are random (RFC 3550 section 5.1).
class SendStream {
 public:
  SendStream(Random& random, int clock_rate_hz);

  /// Writes a packet at next_timestamp() and moves that on by `timestamp_advance`.
  /// Returns the bytes written, or 0 when `out` is too small (nothing is counted then, but time moves on).
  std::size_t Packetize(const OutgoingPayload& payload, std::uint32_t timestamp_advance, Instant now, MutableBytes out);
  /// Writes a packet with a timestamp of its own (telephone-event); next_timestamp() stays.
  std::size_t PacketizeAt(const OutgoingPayload& payload, std::uint32_t timestamp, Instant now, MutableBytes out);
  /// Writes a packet that another made, at `timestamp`; next_timestamp() is at least `timestamp_advance` later then.
  std::size_t PacketizeRelayed(const OutgoingPayload& payload, std::uint32_t timestamp, std::uint32_t timestamp_advance,
                               Instant now, MutableBytes out);
  /// Time passes without a packet.
  void SkipTime(std::uint32_t timestamp_advance) { next_timestamp_ += timestamp_advance; }

  Ssrc ssrc() const { return ssrc_; }
  std::uint32_t next_timestamp() const { return next_timestamp_; }
  std::uint16_t next_sequence_number() const { return next_sequence_number_; }
  std::uint64_t packets() const { return packets_; }
  std::uint64_t bytes() const { return bytes_; }
  void SetClockRate(int clock_rate_hz) { clock_rate_hz_ = clock_rate_hz; }

  /// For a sender report at `now`: the RTP timestamp is extrapolated from the last packet.
  SenderInfo MakeSenderInfo(Instant now, NtpTime wall_clock) const;

  /// A report block arrived at wall-clock time `arrival`. One about another SSRC is ignored.
  void OnReportBlock(const ReportBlock& block, NtpTime arrival);
  /// Round trip of the last report that allowed to measure it (RFC 3550 section 6.4.1: A - LSR - DLSR).
  std::optional<Duration> round_trip() const { return round_trip_; }
  bool has_remote_report() const { return has_remote_report_; }
  double remote_loss_ratio() const { return remote_.fraction_lost / 256.0; }  ///< In the last interval, 0..1.
  std::int32_t remote_cumulative_lost() const { return remote_.cumulative_lost; }
  double remote_jitter_ms() const { return remote_.jitter * 1000.0 / clock_rate_hz_; }

 private:
  int clock_rate_hz_;
  Ssrc ssrc_;
  std::uint16_t next_sequence_number_;
  std::uint32_t next_timestamp_;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;

  std::uint32_t reference_timestamp_;  ///< A pair of equal moments on the RTP clock and ours.
  std::optional<Instant> reference_time_;

  ReportBlock remote_;
  bool has_remote_report_ = false;
  std::optional<Duration> round_trip_;
};

}  // namespace ossicle::rtp
