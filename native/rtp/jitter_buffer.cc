#include "rtp/jitter_buffer.h"

#include <algorithm>

namespace ossicle::rtp {
namespace {

/// RFC 3550 appendix A.1: beyond this, sequence numbers belong to something else.
constexpr std::int64_t kMaxDropout = 3000;
constexpr std::int64_t kMaxMisorder = 100;
/// Transit times further apart than this (or twice the largest delay) are two time lines.
constexpr Duration kTimelineJump = Milliseconds(600);
constexpr Duration kMinPacketDuration = Milliseconds(1);
constexpr Duration kMaxPacketDuration = Milliseconds(120);
/// Concealment sounds worse than silence beyond this.
constexpr Duration kMaxConcealment = Milliseconds(80);
constexpr Duration kConcealmentStep = Milliseconds(20);
/// The delay may stand this far off the target, on top of one packet when above.
constexpr Duration kTolerance = Milliseconds(12);

/// How long the delay must stand too high before packets are left out, and the pause between two.
struct Patience {
  Duration first;
  Duration next;
};
constexpr Patience kSpeechPatience{Milliseconds(2000), Milliseconds(500)};
constexpr Patience kQuietPatience{Milliseconds(100), Milliseconds(60)};
constexpr Patience kFixedPatience{Duration::zero(), Duration::zero()};

JitterBufferConfig Checked(JitterBufferConfig config) {
  config.clock_rate_hz = std::clamp(config.clock_rate_hz, 1000, 192'000);
  config.max_delay = std::clamp(config.max_delay, Milliseconds(1), Milliseconds(10'000));
  config.min_delay = std::clamp(config.min_delay, Duration::zero(), config.max_delay);
  return config;
}

}  // namespace

JitterBuffer::JitterBuffer(const JitterBufferConfig& config)
    : config_(Checked(config)),
      store_(config_.max_packets, config_.max_bytes),
      estimator_({.min = config_.min_delay, .max = config_.max_delay, .fixed = config_.fixed_delay}) {
  Reset();
}

void JitterBuffer::Reset() {
  store_.Clear();
  estimator_.Reset();
  sequences_.Reset();
  timestamps_.Reset();
  highest_.reset();
  suspect_.reset();
  excess_since_.reset();
  history_.Reset();
  packet_ticks_ = Ticks(kConcealmentStep);
  last_step_ticks_ = 0;
  playing_ = started_ = false;
  concealed_ahead_ = concealed_run_ = 0;
}

JitterBuffer::Insertion JitterBuffer::Insert(const RtpPacket& packet, Instant arrival) {
  ++stats_.received;
  if (!store_.CanHold(packet.payload.size())) {
    ++stats_.overflow;
    return Insertion::kTooLarge;
  }
  if (!highest_) origin_ = arrival;
  Position position = PositionOf(packet);
  bool reset = false;
  if (IsOffTimeLine(position, TransitOf(position, arrival))) {
    if (!ConfirmsRestart(packet)) return Late();
    Reset();
    ++stats_.resets;
    reset = true;
    origin_ = arrival;
    position = PositionOf(packet);
  }
  suspect_.reset();
  if (history_.Has(position.sequence)) {
    ++stats_.duplicate;
    return Insertion::kDuplicate;
  }
  estimator_.Add(TransitOf(position, arrival), arrival);
  const bool late = started_ && position.sequence < next_sequence_;
  const Insertion insertion = late ? Late() : Store(packet, position);
  LearnPacketDuration(position);
  MarkSeen(position);
  return reset ? Insertion::kReset : insertion;
}

JitterBuffer::Insertion JitterBuffer::Store(const RtpPacket& packet, const Position& position) {
  bool evicted = false;
  for (; !store_.Add(packet, position.sequence, position.timestamp); evicted = true) {
    if (store_.empty() || position.sequence < store_.First()->sequence) return Late();
    SkipFirst();
    ++stats_.overflow;
  }
  if (evicted) return Insertion::kOverflow;
  if (!highest_ || position.sequence > highest_->sequence) return Insertion::kInserted;
  ++stats_.reordered;
  return Insertion::kReordered;
}

JitterBuffer::Position JitterBuffer::PositionOf(const RtpPacket& packet) const {
  return {sequences_.Peek(packet.sequence_number), timestamps_.Peek(packet.timestamp)};
}

Duration JitterBuffer::TransitOf(const Position& position, Instant arrival) const {
  return arrival - origin_ - Time(position.timestamp);
}

/// Whether a packet cannot belong to the stream so far: its sequence number is far off, its timestamp contradicts its
/// sequence number, or it comes impossibly early or late for its timestamp.
bool JitterBuffer::IsOffTimeLine(const Position& position, Duration transit) const {
  if (!highest_) return false;
  const std::int64_t step = position.sequence - highest_->sequence;
  if (step > kMaxDropout || step < -kMaxMisorder) return true;
  const std::int64_t ticks = position.timestamp - highest_->timestamp;
  if ((step > 0 && ticks < 0) || (step < 0 && ticks > 0)) return true;
  const Duration off = transit - estimator_.base();
  return std::max(off, -off) > std::max(kTimelineJump, 2 * config_.max_delay);
}

/// One stray packet must not throw the stream away; two in sequence are a sender that began anew (as in RFC 3550 A.1).
bool JitterBuffer::ConfirmsRestart(const RtpPacket& packet) {
  if (suspect_ == packet.sequence_number) return true;
  suspect_ = static_cast<std::uint16_t>(packet.sequence_number + 1);
  return false;
}

void JitterBuffer::MarkSeen(const Position& position) {
  history_.Mark(position.sequence);
  if (highest_ && position.sequence <= highest_->sequence) return;
  highest_ = position;
  sequences_.Unwrap(static_cast<std::uint16_t>(position.sequence));
  timestamps_.Unwrap(static_cast<std::uint32_t>(position.timestamp));
}

void JitterBuffer::NoteForeign(std::uint16_t sequence_number) {
  if (!highest_) return;
  const std::int64_t sequence = sequences_.Peek(sequence_number);
  const std::int64_t step = sequence - highest_->sequence;
  if (step <= kMaxMisorder && step >= -kMaxMisorder) MarkSeen({sequence, highest_->timestamp});
}

/// A longer step counts when it comes twice in a row: once, it may be a pause.
void JitterBuffer::LearnPacketDuration(const Position& position) {
  if (!highest_ || position.sequence != highest_->sequence + 1) return;
  const std::int64_t ticks = position.timestamp - highest_->timestamp;
  if (ticks < Ticks(kMinPacketDuration) || ticks > Ticks(kMaxPacketDuration)) return;
  if (ticks < packet_ticks_ || ticks == last_step_ticks_) packet_ticks_ = ticks;
  last_step_ticks_ = ticks;
}

/// Positive when the audio at `timestamp` is behind the pace of the fastest recent packet.
Duration JitterBuffer::DelayOf(std::int64_t timestamp, Instant now) const {
  return now - origin_ - Time(timestamp) - estimator_.base();
}

Duration JitterBuffer::current_delay(Instant now) const {
  return playing_ ? std::max(DelayOf(next_timestamp_, now), Duration::zero()) : Duration::zero();
}

JitterBuffer::Playout JitterBuffer::Next(Instant now) {
  if (!playing_) return StartSpurt(now);
  if (store_.empty()) return Underrun();
  Shorten(now);
  const PacketStore::Entry& head = *store_.First();
  const std::int64_t gap = head.timestamp - next_timestamp_;
  if (history_.CountMissing(next_sequence_, head.sequence) == 0) {
    // The sender itself left the time between out: silence, and a new spurt.
    if (gap > packet_ticks_) return StartSpurt(now);
    if (quiet_ && DelayOf(head.timestamp, now) + kTolerance < estimator_.target()) {
      ++stats_.lengthened;
      return Conceal(Ticks(kConcealmentStep));
    }
    return Play(head);
  }
  return Hole(head, now);
}

JitterBuffer::Playout JitterBuffer::StartSpurt(Instant now) {
  playing_ = false;
  const Duration target = estimator_.target();
  // What piled up before anything was played need not be heard late.
  const Duration bound = target + Time(packet_ticks_);
  for (; !started_ && store_.size() > 1 && DelayOf(store_.First()->timestamp, now) > bound; ++stats_.shortened)
    SkipFirst();
  const PacketStore::Entry* head = store_.First();
  if (!head || DelayOf(head->timestamp, now) < target) return {};
  playing_ = true;
  excess_since_.reset();
  return Play(*head);
}

/// Nothing is here, and nothing says that the next packet is lost: it is awaited, so the delay grows by what is
/// concealed meanwhile.
JitterBuffer::Playout JitterBuffer::Underrun() {
  if (concealed_run_ >= Ticks(kMaxConcealment)) {
    playing_ = false;
    return {};
  }
  const std::int64_t ticks = std::min(packet_ticks_, Ticks(kConcealmentStep));
  concealed_ahead_ += ticks;
  return Conceal(ticks);
}

/// The next packet is missing and a later one is here.
JitterBuffer::Playout JitterBuffer::Hole(const PacketStore::Entry& head, Instant now) {
  PassHole(std::min(concealed_ahead_, head.timestamp - next_timestamp_), head.sequence);
  concealed_ahead_ = 0;
  const std::int64_t gap = head.timestamp - next_timestamp_;
  if (gap <= packet_ticks_ / 2) return Play(head);
  if (concealed_run_ >= Ticks(kMaxConcealment)) return StartSpurt(now);
  const std::int64_t ticks = std::min(gap, packet_ticks_);
  if (DelayOf(next_timestamp_, now) + kTolerance < estimator_.target()) {  // give the missing packet time to come
    ++stats_.lengthened;
    return Conceal(ticks);
  }
  Playout playout = Conceal(ticks);
  PassHole(ticks, head.sequence);
  if (next_sequence_ == head.sequence) playout.next_payload = store_.PayloadOf(head);
  return playout;
}

/// Moves on over concealed audio, and over as many missing packets as fit into it.
void JitterBuffer::PassHole(std::int64_t ticks, std::int64_t head_sequence) {
  const std::int64_t packets = (ticks + packet_ticks_ / 2) / packet_ticks_;
  const std::int64_t next = std::min(next_sequence_ + packets, head_sequence);
  stats_.lost += history_.CountMissing(next_sequence_, next);
  next_sequence_ = next;
  next_timestamp_ += ticks;
}

JitterBuffer::Playout JitterBuffer::Conceal(std::int64_t ticks) {
  stats_.concealed_ticks += static_cast<std::uint64_t>(ticks);
  concealed_run_ += ticks;
  Playout playout;
  playout.kind = Playout::Kind::kLost;
  playout.timestamp = static_cast<std::uint32_t>(next_timestamp_);
  playout.duration_ticks = ticks;
  return playout;
}

JitterBuffer::Playout JitterBuffer::Play(const PacketStore::Entry& head) {
  const PacketStore::Entry* following = store_.Find(head.sequence + 1);
  const std::int64_t distance = following ? following->timestamp - head.timestamp : 0;
  const bool known = distance > 0 && distance <= Ticks(kMaxPacketDuration);

  Playout playout;
  playout.kind = Playout::Kind::kPacket;
  playout.payload = store_.PayloadOf(head);
  playout.payload_type = head.payload_type;
  playout.marker = head.marker;
  playout.timestamp = static_cast<std::uint32_t>(head.timestamp);
  playout.duration_ticks = known ? distance : 0;

  if (started_) stats_.lost += history_.CountMissing(next_sequence_, head.sequence);
  started_ = true;
  next_sequence_ = head.sequence + 1;
  next_timestamp_ = head.timestamp + (known ? std::min(distance, packet_ticks_) : packet_ticks_);
  concealed_ahead_ = concealed_run_ = 0;
  store_.RemoveFirst();
  return playout;
}

/// Leaves packets out while the delay is beyond the bound, or one when it stood too high for long enough.
void JitterBuffer::Shorten(Instant now) {
  const auto delay = [&] { return DelayOf(store_.First()->timestamp, now); };
  const Duration bound = config_.max_delay + Time(packet_ticks_);
  for (; store_.size() > 1 && delay() > bound; ++stats_.shortened) SkipFirst();
  if (store_.size() < 2 || !MayShorten(now, delay())) return;
  SkipFirst();
  ++stats_.shortened;
}

bool JitterBuffer::MayShorten(Instant now, Duration delay) {
  if (delay <= estimator_.target() + Time(packet_ticks_) + kTolerance) {
    excess_since_.reset();
    return false;
  }
  if (!excess_since_) excess_since_ = now;
  const Patience patience = config_.fixed_delay ? kFixedPatience : quiet_ ? kQuietPatience : kSpeechPatience;
  if (now - *excess_since_ < patience.first) return false;
  excess_since_ = now - patience.first + patience.next;
  return true;
}

void JitterBuffer::SkipFirst() {
  const PacketStore::Entry& head = *store_.First();
  if (started_) {
    stats_.lost += history_.CountMissing(next_sequence_, head.sequence);
    next_sequence_ = head.sequence + 1;
    next_timestamp_ = head.timestamp + packet_ticks_;
    concealed_ahead_ = 0;
  }
  store_.RemoveFirst();
}

}  // namespace ossicle::rtp
