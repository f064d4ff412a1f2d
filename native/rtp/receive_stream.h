#pragma once

#include <cstdint>
#include <optional>

#include "core/ids.h"
#include "core/sequence.h"
#include "core/time.h"
#include "rtp/rtcp/report_block.h"
#include "rtp/rtp_packet.h"

namespace ossicle::rtp {

/// Books of what one remote SSRC sent: RFC 3550 appendix A.1 (sequence numbers, without probation), A.3 (loss) and
/// A.8 (interarrival jitter). A new SSRC starts new books; the totals go on.
class ReceiveStream {
 public:
  struct Stats {
    std::uint64_t packets = 0;   ///< Totals over all SSRCs.
    std::uint64_t bytes = 0;     ///< Payload bytes.
    std::int64_t lost = 0;       ///< May be negative when the network duplicates.
    std::uint64_t restarts = 0;  ///< SSRC changes and sequence restarts.
    double jitter_ms = 0;        ///< Of the present SSRC.
    Ssrc ssrc{};
  };

  explicit ReceiveStream(int clock_rate_hz) : clock_rate_hz_(clock_rate_hz) {}

  /// False when the packet must not be used: its sequence number is far off and no successor confirmed it yet.
  bool OnPacket(const RtpPacket& packet, Instant arrival);
  /// A sender report came: its NTP time's middle 32 bits, for LSR and DLSR.
  void OnSenderReport(std::uint32_t ntp_middle, Instant arrival);
  /// Also closes the interval over which fraction_lost counts.
  ReportBlock MakeReportBlock(Instant now);

  bool started() const { return started_; }
  /// True from the OnPacket that met another SSRC or a restart until the next one.
  bool restarted() const { return restarted_; }
  Ssrc ssrc() const { return ssrc_; }
  Stats stats() const;
  /// The payload type's clock changed (a re-offer): jitter starts anew.
  void SetClockRate(int clock_rate_hz);

 private:
  void Start(const RtpPacket& packet);
  bool UpdateSequence(std::uint16_t sequence_number);
  void UpdateJitter(const RtpPacket& packet, Instant arrival);
  std::int64_t expected() const { return highest_sequence_ - base_sequence_ + 1; }
  std::int64_t lost() const { return started_ ? expected() - received_ : 0; }

  int clock_rate_hz_;
  bool started_ = false;
  bool restarted_ = false;
  Ssrc ssrc_{};

  SequenceUnwrapper sequences_;
  std::int64_t base_sequence_ = 0;
  std::int64_t highest_sequence_ = 0;  ///< Unwrapped, which is RFC 3550's extended highest sequence number.
  std::optional<std::uint16_t> suspect_;
  std::int64_t received_ = 0;
  std::int64_t expected_prior_ = 0;
  std::int64_t received_prior_ = 0;

  TimestampUnwrapper timestamps_;
  std::optional<std::int64_t> last_transit_ticks_;
  std::uint32_t last_timestamp_ = 0;
  std::int64_t jitter_q4_ = 0;  ///< In 1/16 tick.
  std::uint32_t last_sender_report_ = 0;
  Instant sender_report_arrival_{};

  std::uint64_t total_packets_ = 0;
  std::uint64_t total_bytes_ = 0;
  std::int64_t lost_before_ = 0;  ///< By books that are closed.
  std::uint64_t restarts_ = 0;
};

}  // namespace ossicle::rtp
