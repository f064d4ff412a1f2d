#include <algorithm>

#include "rtp/telephone_event.h"

namespace ossicle::rtp {
namespace {

constexpr int kEndPackets = 3;
constexpr std::uint8_t kMaxVolume = 63;
constexpr std::uint32_t kMaxSegmentTicks = 0xFFFF;

}  // namespace

TelephoneEventSender::TelephoneEventSender(int clock_rate_hz, Duration period)
    : clock_rate_hz_(clock_rate_hz), period_(period) {}

bool TelephoneEventSender::Queue(char digit, Duration duration, std::uint8_t volume) {
  const std::optional<std::uint8_t> code = CodeOfDigit(digit);
  if (!code || queued_ == kMaxQueued) return false;
  const Duration bounded = std::clamp(duration, kMinDuration, kMaxDuration);
  queue_[(first_ + queued_++) % kMaxQueued] = {
      .code = *code,
      .volume = std::min(volume, kMaxVolume),
      .ticks = static_cast<std::uint32_t>(DurationToSamples(bounded, clock_rate_hz_))};
  return true;
}

std::optional<TelephoneEventSender::Packet> TelephoneEventSender::Tick(std::uint32_t timestamp) {
  switch (state_) {
    case State::kPausing:
      if (--remaining_ > 0) return std::nullopt;
      state_ = State::kIdle;
      return std::nullopt;
    case State::kIdle:
      if (queued_ == 0) return std::nullopt;
      BeginNext(timestamp);
      return ContinuePress();
    case State::kSending: return ContinuePress();
    case State::kEnding: break;
  }
  const Packet packet = WritePacket(false, true);
  if (--remaining_ == 0) {
    state_ = State::kPausing;
    remaining_ = static_cast<int>((kGap + period_ - Duration(1)) / period_);
  }
  return packet;
}

void TelephoneEventSender::BeginNext(std::uint32_t timestamp) {
  current_ = queue_[first_];
  first_ = (first_ + 1) % kMaxQueued;
  --queued_;
  state_ = State::kSending;
  segment_timestamp_ = timestamp;
  segment_ticks_ = segment_start_ = sent_ticks_ = 0;
}

TelephoneEventSender::Packet TelephoneEventSender::ContinuePress() {
  const bool marker = sent_ticks_ == 0;
  // A full segment was reported as such in the packet before; what follows counts from its end (RFC 4733 2.5.1.3).
  if (segment_ticks_ == kMaxSegmentTicks) {
    segment_start_ += kMaxSegmentTicks;
    segment_timestamp_ += kMaxSegmentTicks;
  }
  sent_ticks_ = std::min(sent_ticks_ + period_ticks(), current_.ticks);
  segment_ticks_ = std::min(sent_ticks_ - segment_start_, kMaxSegmentTicks);
  const bool end = sent_ticks_ == current_.ticks && segment_start_ + segment_ticks_ == sent_ticks_;
  if (end) {
    state_ = State::kEnding;
    remaining_ = kEndPackets - 1;
  }
  return WritePacket(marker, end);
}

TelephoneEventSender::Packet TelephoneEventSender::WritePacket(bool marker, bool end) const {
  return {.payload = WriteTelephoneEvent({.code = current_.code,
                                          .end = end,
                                          .volume = current_.volume,
                                          .duration = static_cast<std::uint16_t>(segment_ticks_)}),
          .marker = marker,
          .timestamp = segment_timestamp_};
}

void TelephoneEventSender::Clear() {
  state_ = State::kIdle;
  queued_ = 0;
}

}  // namespace ossicle::rtp
