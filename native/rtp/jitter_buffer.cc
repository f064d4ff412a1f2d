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
/// Audio that piled up before the start is heard when it is no later than this beyond a packet.
constexpr Duration kPileUp = Milliseconds(12);
/// Below this, a packet is not overdue but on its way.
constexpr Duration kOverdue = Milliseconds(2);
/// Nothing at all has come for so long: the network has stopped.
constexpr Duration kStall = Milliseconds(40);
/// While the target is this far below, the delay is brought down without sparing.
constexpr Duration kHurry = Milliseconds(60);
/// What stretching saves up is for waiting first, then for bringing the delay down, then for bringing it up.
constexpr Duration kReserveForWaiting = Milliseconds(30), kReserveForLowering = Milliseconds(60);
/// A target that moves by less changes nothing, and none that has not stayed so low for a second.
constexpr Duration kHysteresis = Milliseconds(6), kPrecision = Milliseconds(1);
constexpr Duration kSteady = Milliseconds(1000);

JitterBufferConfig Checked(JitterBufferConfig config) {
  config.clock_rate_hz = std::clamp(config.clock_rate_hz, 1000, 192'000);
  config.max_delay = std::clamp(config.max_delay, Milliseconds(1), Milliseconds(10'000));
  config.min_delay = std::clamp(config.min_delay, Duration::zero(), config.max_delay);
  return config;
}

}  // namespace

JitterBuffer::JitterBuffer(const JitterBufferConfig& config, const BurstMetrics& earlier)
    : config_(Checked(config)),
      store_(config_.max_packets, config_.max_bytes),
      estimator_({.min = config_.min_delay,
                  .max = config_.max_delay,
                  .fixed = config_.fixed_delay,
                  .concealment_budget = config_.concealment_budget,
                  .stretch_budget = config_.stretch_budget}) {
  stats_.bursts = earlier;
  Reset();
}

void JitterBuffer::Reset() {
  store_.Clear();
  estimator_.Reset();
  sequences_.Reset();
  timestamps_.Reset();
  highest_.reset();
  suspect_.reset();
  budget_.Reset();
  history_.Reset();
  packet_ticks_ = Ticks(kConcealmentStep);
  last_step_ticks_ = 0;
  playing_ = started_ = cut_ = false;
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
  const Insertion insertion = late ? Late() : Store(packet, position, false);
  LearnPacketDuration(position);
  MarkSeen(position);
  return reset ? Insertion::kReset : insertion;
}

JitterBuffer::Insertion JitterBuffer::InsertNoise(const RtpPacket& packet, Instant arrival) {
  ++stats_.received;
  if (!store_.CanHold(packet.payload.size())) {
    ++stats_.overflow;
    return Insertion::kTooLarge;
  }
  if (!highest_) origin_ = arrival;
  const Position position = PositionOf(packet);
  const Position newest = highest_.value_or(position);
  const std::int64_t step = position.sequence - newest.sequence;
  if (step > kMaxDropout || step < -kMaxMisorder) return Late();
  if (history_.Has(position.sequence)) {
    ++stats_.duplicate;
    return Insertion::kDuplicate;
  }
  const bool late = started_ && position.sequence < next_sequence_;
  const Insertion insertion = late ? Late() : Store(packet, position, true);
  MarkSeen({position.sequence, newest.timestamp});
  last_step_ticks_ = 0;
  return insertion;
}

JitterBuffer::Insertion JitterBuffer::Store(const RtpPacket& packet, const Position& position, bool noise) {
  bool evicted = false;
  for (; !store_.Add(packet, position.sequence, position.timestamp, noise); evicted = true) {
    if (store_.empty() || position.sequence < store_.First()->sequence) return Late();
    DiscardFirst(stats_.overflow);
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

JitterBuffer::Playout JitterBuffer::Next(Instant now, Duration step) {
  if (!playing_) return StartSpurt(now);
  if (store_.empty()) return Underrun(step);
  LeaveOutBeyondBound(now);
  const PacketStore::Entry& head = *store_.First();
  if (history_.CountMissing(next_sequence_, head.sequence) > 0) return Hole(head, now, step);
  if (head.noise) return Pause(head);
  // The sender itself left the time between out: silence, and a new spurt.
  if (head.timestamp - next_timestamp_ > packet_ticks_) return StartSpurt(now);
  return PlayFirst(now);
}

JitterBuffer::Playout JitterBuffer::StartSpurt(Instant now) {
  playing_ = false;
  const Duration target = estimator_.target();
  // What piled up before anything was played need not be heard late.
  const Duration bound = target + Time(packet_ticks_) + kPileUp;
  while (!started_ && MaySkipFirst() && DelayOf(store_.First()->timestamp, now) > bound)
    DiscardFirst(stats_.shortened);
  const PacketStore::Entry* head = store_.First();
  if (head && head->noise) return Pause(*head);
  if (!head || DelayOf(head->timestamp, now) < target) return {};
  playing_ = true;
  concealed_ahead_ = 0;
  return Play(*head, now, 0);
}

/// The talk spurt is over. Whatever the timestamp says, noise begins as soon as there is nothing else to play.
JitterBuffer::Playout JitterBuffer::Pause(const PacketStore::Entry& head) {
  Playout playout;
  playout.kind = Playout::Kind::kNoise;
  playout.payload = store_.PayloadOf(head);
  playout.payload_type = head.payload_type;
  playout.timestamp = static_cast<std::uint32_t>(head.timestamp);
  if (started_) {
    CountLost(next_sequence_, head.sequence);
    next_sequence_ = head.sequence + 1;
  }
  stats_.bursts.NoteFilled();
  playing_ = false;
  concealed_ahead_ = concealed_run_ = 0;
  store_.RemoveFirst();
  return playout;
}

/// Nothing is here, and nothing says that the next packet is lost: it is awaited.
JitterBuffer::Playout JitterBuffer::Underrun(Duration step) {
  if (concealed_run_ >= Ticks(kMaxConcealment)) {
    playing_ = false;
    return {};
  }
  const std::int64_t wanted = config_.whole_packets ? packet_ticks_ : std::max<std::int64_t>(Ticks(step), 1);
  const std::int64_t ticks = std::min({wanted, Ticks(kConcealmentStep), Ticks(kMaxConcealment) - concealed_run_});
  conceal_step_ = ticks;
  concealed_ahead_ += ticks;
  return Conceal(ticks);
}

/// The first packet here is the next. What was concealed while it was awaited is left out of it as far as the delay
/// would otherwise be more than the target; but not when the end of the packet before was missed after such a cut, or
/// packets that come right after each tick would all be cut and concealed.
JitterBuffer::Playout JitterBuffer::PlayFirst(Instant now) {
  const PacketStore::Entry* head = store_.First();
  const Duration surplus = DelayOf(head->timestamp, now) - estimator_.target() - kPrecision;
  std::int64_t skip = 0;
  if (conceal_step_ > 0 && !cut_)
    skip = std::clamp<std::int64_t>(Ticks(surplus), 0, concealed_ahead_) / conceal_step_ * conceal_step_;
  concealed_ahead_ = 0;
  skip += std::max<std::int64_t>(next_timestamp_ - head->timestamp, 0);
  const std::int64_t least = Ticks(kMinPacketDuration);
  for (; MaySkipFirst() && skip > packet_ticks_ - least; skip -= packet_ticks_) {
    SkipFirst();
    stats_.bursts.NoteFilled();  // by what was made in its place
  }
  return Play(*store_.First(), now, std::clamp<std::int64_t>(skip, 0, packet_ticks_ - least));
}

/// The next packet is missing and a later one is here.
JitterBuffer::Playout JitterBuffer::Hole(const PacketStore::Entry& head, Instant now, Duration step) {
  PassHole(std::min(concealed_ahead_, head.timestamp - next_timestamp_), head.sequence);
  concealed_ahead_ = 0;
  const std::int64_t gap = head.timestamp - next_timestamp_;
  if (gap <= Ticks(kMinPacketDuration)) return Play(head, now, std::max<std::int64_t>(-gap, 0));
  if (concealed_run_ >= Ticks(kMaxConcealment)) return StartSpurt(now);
  const std::int64_t wanted = config_.whole_packets ? packet_ticks_ : std::max<std::int64_t>(Ticks(step), 1);
  const std::int64_t ticks = std::min(gap, wanted);
  const Duration delay = DelayOf(next_timestamp_, now);
  if (delay + step <= estimator_.target() && MayStillCome(delay)) return Conceal(ticks);
  Playout playout = Conceal(ticks);
  PassHole(ticks, head.sequence);
  if (next_timestamp_ == head.timestamp && !head.noise) playout.next_payload = store_.PayloadOf(head);
  return playout;
}

/// Moves on over concealed audio, and over the missing packets whose places have passed entirely.
void JitterBuffer::PassHole(std::int64_t ticks, std::int64_t head_sequence) {
  next_timestamp_ += ticks;
  std::int64_t next = head_sequence;
  if (const PacketStore::Entry* head = store_.First())
    next -= (std::max<std::int64_t>(head->timestamp - next_timestamp_, 0) + packet_ticks_ - 1) / packet_ticks_;
  if (next <= next_sequence_) return;
  CountLost(next_sequence_, next);
  next_sequence_ = next;
}

void JitterBuffer::CountLost(std::int64_t from, std::int64_t to) {
  const std::uint64_t lost = history_.CountMissing(from, to);
  stats_.lost += lost;
  stats_.bursts.NoteMissed(lost);
  estimator_.NoteLost(lost);
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

JitterBuffer::Playout JitterBuffer::Play(const PacketStore::Entry& head, Instant now, std::int64_t skip_ticks) {
  if (head.noise) return Pause(head);
  const PacketStore::Entry* following = store_.Find(head.sequence + 1);
  const std::int64_t distance = following && !following->noise ? following->timestamp - head.timestamp : 0;
  const bool known = distance > 0 && distance <= Ticks(kMaxPacketDuration);

  Playout playout;
  playout.kind = Playout::Kind::kPacket;
  playout.payload = store_.PayloadOf(head);
  playout.payload_type = head.payload_type;
  playout.marker = head.marker;
  playout.timestamp = static_cast<std::uint32_t>(head.timestamp);
  playout.duration_ticks = known ? distance : 0;
  playout.skip_ticks = skip_ticks;

  if (started_) CountLost(next_sequence_, head.sequence);
  started_ = true;
  cut_ = skip_ticks > 0;
  stats_.bursts.NoteFilled();
  last_delay_ = DelayOf(head.timestamp + skip_ticks, now);
  next_sequence_ = head.sequence + 1;
  next_timestamp_ = head.timestamp + (known ? std::min(distance, packet_ticks_) : packet_ticks_);
  concealed_ahead_ = concealed_run_ = 0;
  store_.RemoveFirst();
  return playout;
}

void JitterBuffer::LeaveOutBeyondBound(Instant now) {
  const Duration bound = config_.max_delay + Time(packet_ticks_);
  while (MaySkipFirst() && DelayOf(store_.First()->timestamp, now) > bound) DiscardFirst(stats_.shortened);
}

void JitterBuffer::SkipFirst() {
  const PacketStore::Entry& head = *store_.First();
  if (started_) {
    CountLost(next_sequence_, head.sequence);
    next_sequence_ = head.sequence + 1;
    if (!head.noise) next_timestamp_ = head.timestamp + packet_ticks_;
    concealed_ahead_ = 0;
  }
  store_.RemoveFirst();
}

void JitterBuffer::DiscardFirst(std::uint64_t& counter) {
  SkipFirst();
  ++counter;
  stats_.bursts.NoteMissed(1);
}

bool JitterBuffer::IsNextHere() const {
  const PacketStore::Entry* head = store_.First();
  return head && history_.CountMissing(next_sequence_, head->sequence) == 0;
}

// Packets are asked for once in a tick. To take out less than what waits before the packet asks for none of them
// earlier; to take out more asks for all of them a tick earlier.
Duration JitterBuffer::Removable(Duration pending, Duration tick) {
  const Duration surplus = last_delay_ - estimator_.target() - tick;
  if (surplus < kPrecision) steady_ = Duration::zero();
  if (!budget_.Allows(kReserveForWaiting) && !in_a_hurry()) return Duration::zero();
  return surplus >= kHysteresis || steady_ >= kSteady ? pending + tick : pending;
}

bool JitterBuffer::in_a_hurry() const { return last_delay_ - estimator_.target() >= kHurry; }

bool JitterBuffer::ShouldInsert(Instant now, Duration pending, Duration tick) const {
  if (!playing_ || !budget_.Allows() || concealed_run_ > 0) return false;
  const Duration target = estimator_.target();
  const bool below = last_delay_ + std::min(kHysteresis, target / 4) < target;
  if (below && budget_.Allows(kReserveForLowering) && last_delay_ + tick <= config_.max_delay) return true;
  const Duration overdue = DelayOf(next_timestamp_, now);
  // A fixed delay is held: to wait for what comes later would raise it.
  if (config_.fixed_delay || overdue < kOverdue || IsNextHere()) return false;
  if (pending < tick && MayStillCome(overdue)) return true;
  return store_.empty() && overdue > std::max(kStall, target / 2);
}

// Missing is what is lost and what is later than this; the latter should be a third at least.
bool JitterBuffer::MayStillCome(Duration overdue) const {
  return estimator_.ShareBeyond(overdue) > estimator_.lost_share() / 2;
}

}  // namespace ossicle::rtp
