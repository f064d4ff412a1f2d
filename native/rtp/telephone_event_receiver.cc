#include <algorithm>

#include "rtp/telephone_event.h"

namespace ossicle::rtp {
namespace {

constexpr Duration kEndTimeout = Milliseconds(3000);
/// A packet whose timestamp lies this far back or less belongs to a press that is over; one from further back is from a
/// sender that started a new clock.
constexpr Duration kOldWindow = Milliseconds(10'000);
/// A segment is 0xFFFF ticks long; the packet that said so may be lost, an earlier one is then the last seen.
constexpr std::int64_t kMaxSegmentTicks = 0xFFFF;

}  // namespace

TelephoneEventReceiver::Update TelephoneEventReceiver::OnPacket(const RtpPacket& packet, int clock_rate_hz,
                                                                Instant arrival) {
  const Result<TelephoneEvent> parsed = ParseTelephoneEvent(packet.payload);
  if (!parsed.ok() || clock_rate_hz <= 0) return {};
  const TelephoneEvent& event = parsed.value();
  const std::optional<char> digit = DigitOfCode(event.code);
  if (!digit) return {};

  clock_rate_hz_ = clock_rate_hz;
  const std::int64_t timestamp = timestamps_.Peek(packet.timestamp);
  Update update;
  const bool same_press = active_ && digit_ == *digit && timestamp == timestamp_;
  if (!same_press) {
    if (IsOld(timestamp, event)) return {};
    if (ContinuesPress(timestamp, event, packet.marker)) {
      Continue(timestamp, event.duration);
    } else {
      if (active_) update.finished = Finish();
      Begin(timestamps_.Unwrap(packet.timestamp), *digit);
      update.started = *digit;
    }
  }
  duration_ = std::max(duration_, event.duration);
  last_arrival_ = arrival;
  if (event.end && !update.finished) {
    update.finished = Finish();
  } else if (event.end) {
    end_pending_ = true;
  }
  return update;
}

bool TelephoneEventReceiver::IsOld(std::int64_t timestamp, const TelephoneEvent& event) const {
  if (!seen_any_) return false;
  if (timestamp == timestamp_) return !active_ && DigitOfCode(event.code) == digit_;
  return timestamp < timestamp_ && timestamp_ - timestamp <= DurationToSamples(kOldWindow, clock_rate_hz_);
}

/// A press longer than the duration field goes on under a later timestamp, without the marker (RFC 4733
/// section 2.5.1.3).
bool TelephoneEventReceiver::ContinuesPress(std::int64_t timestamp, const TelephoneEvent& event, bool marker) const {
  const std::int64_t step = timestamp - timestamp_;
  return active_ && !end_pending_ && !marker && DigitOfCode(event.code) == digit_ && step <= kMaxSegmentTicks &&
         step > kMaxSegmentTicks * 3 / 4;
}

void TelephoneEventReceiver::Begin(std::int64_t timestamp, char digit) {
  seen_any_ = active_ = true;
  end_pending_ = false;
  digit_ = digit;
  timestamp_ = timestamp;
  duration_ = 0;
  earlier_ticks_ = 0;
}

void TelephoneEventReceiver::Continue(std::int64_t timestamp, std::uint16_t duration) {
  timestamps_.Unwrap(static_cast<std::uint32_t>(timestamp));
  earlier_ticks_ += timestamp - timestamp_;
  timestamp_ = timestamp;
  duration_ = duration;
}

Digit TelephoneEventReceiver::Finish() {
  active_ = end_pending_ = false;
  return {.digit = digit_, .duration = SamplesToDuration(earlier_ticks_ + duration_, clock_rate_hz_)};
}

std::optional<Digit> TelephoneEventReceiver::Poll(Instant now) {
  if (!active_ || (!end_pending_ && now - last_arrival_ < kEndTimeout)) return std::nullopt;
  return Finish();
}

}  // namespace ossicle::rtp
