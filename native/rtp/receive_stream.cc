#include "rtp/receive_stream.h"

#include <algorithm>

namespace ossicle::rtp {
namespace {

/// RFC 3550 appendix A.1: how far a sequence number may run ahead or come behind and still belong.
constexpr std::int64_t kMaxDropout = 3000;
constexpr std::int64_t kMaxMisorder = 100;
/// A transit time that steps by more is another time line, not jitter.
constexpr Duration kTimelineJump = Milliseconds(5000);

}  // namespace

bool ReceiveStream::OnPacket(const RtpPacket& packet, Instant arrival) {
  restarted_ = false;
  if (!started_ || packet.ssrc != ssrc_) {
    Start(packet);
  } else if (!UpdateSequence(packet.sequence_number)) {
    if (suspect_ != packet.sequence_number) {
      suspect_ = static_cast<std::uint16_t>(packet.sequence_number + 1);
      return false;
    }
    Start(packet);
  }
  ++received_;
  ++total_packets_;
  total_bytes_ += packet.payload.size();
  UpdateJitter(packet, arrival);
  return true;
}

void ReceiveStream::Start(const RtpPacket& packet) {
  if (started_) {
    lost_before_ += lost();
    ++restarts_;
    restarted_ = true;
  }
  if (packet.ssrc != ssrc_) last_sender_report_ = 0;
  started_ = true;
  ssrc_ = packet.ssrc;
  sequences_.Reset();
  timestamps_.Reset();
  base_sequence_ = highest_sequence_ = sequences_.Unwrap(packet.sequence_number);
  suspect_.reset();
  received_ = expected_prior_ = received_prior_ = 0;
  last_transit_ticks_.reset();
  jitter_q4_ = 0;
}

bool ReceiveStream::UpdateSequence(std::uint16_t sequence_number) {
  const std::int64_t step = sequences_.Peek(sequence_number) - highest_sequence_;
  if (step >= kMaxDropout || step <= -kMaxMisorder) return false;
  highest_sequence_ = std::max(highest_sequence_, sequences_.Unwrap(sequence_number));
  suspect_.reset();
  return true;
}

/// RFC 3550 appendix A.8. Packets that share the previous one's timestamp (telephone-event) were not sampled when
/// they were sent, so they say nothing about the network.
void ReceiveStream::UpdateJitter(const RtpPacket& packet, Instant arrival) {
  if (last_transit_ticks_ && packet.timestamp == last_timestamp_) return;
  last_timestamp_ = packet.timestamp;
  const std::int64_t transit =
      DurationToSamples(arrival.time_since_epoch(), clock_rate_hz_) - timestamps_.Unwrap(packet.timestamp);
  if (last_transit_ticks_) {
    const std::int64_t step = std::max(transit - *last_transit_ticks_, *last_transit_ticks_ - transit);
    if (step < DurationToSamples(kTimelineJump, clock_rate_hz_)) jitter_q4_ += step - ((jitter_q4_ + 8) >> 4);
  }
  last_transit_ticks_ = transit;
}

void ReceiveStream::SetClockRate(int clock_rate_hz) {
  if (clock_rate_hz == clock_rate_hz_) return;
  clock_rate_hz_ = clock_rate_hz;
  last_transit_ticks_.reset();
  jitter_q4_ = 0;
}

void ReceiveStream::OnSenderReport(std::uint32_t ntp_middle, Instant arrival) {
  last_sender_report_ = ntp_middle;
  sender_report_arrival_ = arrival;
}

ReportBlock ReceiveStream::MakeReportBlock(Instant now) {
  // RFC 3550 appendix A.3.
  const std::int64_t expected_interval = expected() - expected_prior_;
  const std::int64_t lost_interval = expected_interval - (received_ - received_prior_);
  expected_prior_ = expected();
  received_prior_ = received_;

  ReportBlock block;
  block.ssrc = ssrc_;
  if (expected_interval > 0 && lost_interval > 0)
    block.fraction_lost =
        static_cast<std::uint8_t>(std::min<std::int64_t>(lost_interval * 256 / expected_interval, 255));
  block.cumulative_lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(lost(), -0x800000, 0x7FFFFF));
  block.extended_highest_sequence = static_cast<std::uint32_t>(highest_sequence_);
  block.jitter = static_cast<std::uint32_t>(jitter_q4_ >> 4);
  block.last_sender_report = last_sender_report_;
  if (last_sender_report_ != 0)
    block.delay_since_last_sender_report =
        static_cast<std::uint32_t>(DurationToSamples(now - sender_report_arrival_, 65536));
  return block;
}

ReceiveStream::Stats ReceiveStream::stats() const {
  return {.packets = total_packets_,
          .bytes = total_bytes_,
          .lost = lost_before_ + lost(),
          .restarts = restarts_,
          .jitter_ms = static_cast<double>(jitter_q4_) / 16.0 * 1000.0 / clock_rate_hz_,
          .ssrc = ssrc_};
}

}  // namespace ossicle::rtp
