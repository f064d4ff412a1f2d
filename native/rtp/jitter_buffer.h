#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/ids.h"
#include "core/sequence.h"
#include "core/time.h"
#include "rtp/burst_metrics.h"
#include "rtp/delay_estimator.h"
#include "rtp/packet_store.h"
#include "rtp/rtp_packet.h"
#include "rtp/sequence_history.h"
#include "rtp/stretch_budget.h"

namespace ossicle::rtp {

struct JitterBufferConfig {
  int clock_rate_hz = 8000;
  Duration min_delay{};  ///< Bounds of the adaptive target.
  Duration max_delay = Milliseconds(400);
  /// Set: no adaptation, this delay always (clamped to the bounds' upper end).
  std::optional<Duration> fixed_delay{};
  /// Share of the audio that may be concealed because its packets come late: less delay for more concealment.
  float concealment_budget = 0.006f;
  /// Share of the audio that may be stretched to wait for packets, and again to make up for it.
  float stretch_budget = 0.008f;
  /// A hole is asked for in whole packets, as decoders with redundancy want it, and not in steps.
  bool whole_packets = false;
  std::size_t max_packets = 64;  ///< 34 bytes each on top of the payload.
  std::size_t max_bytes = 8192;  ///< Payload memory: one second of G.711.
};

struct JitterBufferStats {
  std::uint64_t received = 0;   ///< Every packet offered.
  std::uint64_t reordered = 0;  ///< Came after a later one, but in time.
  std::uint64_t duplicate = 0;
  std::uint64_t late = 0;             ///< Came after its place was played, or off the time line.
  std::uint64_t overflow = 0;         ///< Packets thrown out unheard for lack of room, too large ones included.
  std::uint64_t lost = 0;             ///< Places that were played without their packet.
  std::uint64_t concealed_ticks = 0;  ///< RTP ticks answered with kLost.
  std::uint64_t shortened = 0;        ///< Packets left out because the delay was beyond its bound.
  std::uint64_t resets = 0;           ///< New time lines.
  BurstMetrics bursts;                ///< Of lost and discarded packets.

  /// RFC 3611 section 4.7.1: came, but were not heard.
  std::uint64_t discarded() const { return late + overflow + shortened; }
};

/// Puts the packets of one SSRC back in order and onto an even pace. Pull model: the consumer calls Next() each time
/// it needs more audio; what comes back is one packet, a hole to conceal, or nothing.
///
/// Delay: packets are delayed by target_delay() relative to the fastest recent packet. The target follows the arrival
/// times (DelayEstimator). The delay itself changes
///  - at the start of a talk spurt, freely;
///  - by stretching, which the consumer does and this class advises: Removable() and ShouldInsert();
///  - upwards, whenever the buffer runs dry: a missing packet is awaited, and heard from where the target allows.
/// A late packet that comes while its place is being concealed is heard from there on.
/// One thread. Memory is taken in the constructor. Packet sizes from 1 ms to 120 ms may mix.
class JitterBuffer {
 public:
  /// `earlier`: figures to go on with.
  explicit JitterBuffer(const JitterBufferConfig& config, const BurstMetrics& earlier = {});

  enum class Insertion : std::uint8_t {
    kInserted,
    kReordered,  ///< Inserted before a packet that came earlier.
    kDuplicate,
    kLate,
    kOverflow,  ///< Inserted; the oldest packets were dropped to make room.
    kTooLarge,
    kReset,  ///< Inserted as the first packet of a new time line.
  };
  Insertion Insert(const RtpPacket& packet, Instant arrival);
  /// A packet that describes background noise (RFC 3389): when its turn comes, a pause begins or goes on. It says
  /// nothing about the network, as nobody knows when it was sent: its timestamp is not that of the audio in it.
  Insertion InsertNoise(const RtpPacket& packet, Instant arrival);

  struct Playout {
    enum class Kind : std::uint8_t {
      kPacket,
      kLost,   ///< A hole of `duration_ticks`: conceal.
      kEmpty,  ///< Filling up, or the sender is silent: play silence. Ask again with the next tick.
      kNoise,  ///< What the silence from here on sounds like. Ask again.
    };
    Kind kind = Kind::kEmpty;
    Bytes payload;  ///< Valid until the next call that is not const.
    PayloadType payload_type{};
    bool marker = false;
    std::uint32_t timestamp = 0;
    /// kLost: what the hole covers (0.5 ms to 120 ms). kPacket: distance to the following packet if that is here,
    /// otherwise 0.
    std::int64_t duration_ticks = 0;
    /// kPacket: leave out so much of its beginning, for which a substitute was heard.
    std::int64_t skip_ticks = 0;
    /// kLost: payload of the packet right after the hole (it may carry in-band FEC), otherwise empty.
    Bytes next_payload;
  };
  /// `step`: how much audio is missing; a hole is at most that long, unless whole packets are wanted.
  Playout Next(Instant now, Duration step = kFrameDuration);

  /// How much audio may be taken out now to bring the delay down; zero when it should stay. `pending`: what waits
  /// undecided at the consumer before the packet that Next() has just returned; `tick`: how often it asks.
  Duration Removable(Duration pending, Duration tick);
  /// The delay is so far above the target that it must come down, smooth joint or not.
  bool in_a_hurry() const;
  /// Whether the delay should be brought up by a piece of audio put in, after a tick has been served and `pending` is
  /// left: the target has risen, or the next packet is late and may still come.
  bool ShouldInsert(Instant now, Duration pending, Duration tick) const;
  /// The consumer has done so.
  void NoteInserted(Duration inserted) {
    budget_.Spend(inserted);
    last_delay_ += inserted;
  }
  void NoteRemoved(Duration removed) { budget_.Spend(removed); }
  void NotePlayed(Duration played) {
    budget_.Earn(played);
    steady_ += played;
  }

  /// A sequence number of this SSRC that carries no audio (telephone-event) and so will not be inserted.
  void NoteForeign(std::uint16_t sequence_number);
  Duration target_delay() const { return estimator_.target(); }
  /// What the target would be without bounds.
  Duration minimum_delay() const { return estimator_.minimum(); }
  Duration packet_duration() const { return Time(packet_ticks_); }
  /// How long after the fastest recent packet's pace the next audio plays; zero when nothing plays.
  Duration current_delay(Instant now) const;
  /// The delay of the packet that was played last, when it was asked for, and what was put in since.
  Duration last_delay() const { return last_delay_; }
  const JitterBufferStats& stats() const { return stats_; }
  /// The statistics begin anew, but for bursts, which go on from these.
  void CountOn(const BurstMetrics& earlier) {
    stats_ = {};
    stats_.bursts = earlier;
  }
  /// Forgets packets and time line, for a new SSRC or clock; statistics stay.
  void Reset();

 private:
  struct Position {
    std::int64_t sequence;
    std::int64_t timestamp;
  };
  Position PositionOf(const RtpPacket& packet) const;
  Duration TransitOf(const Position& position, Instant arrival) const;
  bool IsOffTimeLine(const Position& position, Duration transit) const;
  bool ConfirmsRestart(const RtpPacket& packet);
  void MarkSeen(const Position& position);
  void LearnPacketDuration(const Position& position);
  Insertion Store(const RtpPacket& packet, const Position& position, bool noise);
  Insertion Late() { return ++stats_.late, Insertion::kLate; }

  Playout StartSpurt(Instant now);
  Playout Pause(const PacketStore::Entry& head);
  Playout Underrun(Duration step);
  Playout Hole(const PacketStore::Entry& head, Instant now, Duration step);
  Playout PlayFirst(Instant now);
  Playout Play(const PacketStore::Entry& head, Instant now, std::int64_t skip_ticks);
  bool IsNextHere() const;
  bool MaySkipFirst() const { return store_.size() > 1 && !store_.First()->noise; }
  bool MayStillCome(Duration overdue) const;
  Playout Conceal(std::int64_t ticks);
  void PassHole(std::int64_t ticks, std::int64_t head_sequence);
  void CountLost(std::int64_t from, std::int64_t to);
  void LeaveOutBeyondBound(Instant now);
  void SkipFirst();
  void DiscardFirst(std::uint64_t& counter);
  Duration DelayOf(std::int64_t timestamp, Instant now) const;
  std::int64_t Ticks(Duration d) const { return DurationToSamples(d, config_.clock_rate_hz); }
  Duration Time(std::int64_t ticks) const { return SamplesToDuration(ticks, config_.clock_rate_hz); }

  JitterBufferConfig config_;
  PacketStore store_;
  DelayEstimator estimator_;
  StretchBudget budget_;
  JitterBufferStats stats_;

  SequenceUnwrapper sequences_;
  TimestampUnwrapper timestamps_;
  Instant origin_{};                 ///< Arrival of the time line's first packet.
  std::optional<Position> highest_;  ///< Newest packet seen.
  SequenceHistory history_;
  std::optional<std::uint16_t> suspect_;  ///< Sequence number that would confirm a new time line.
  std::int64_t packet_ticks_ = 0;         ///< Usual packet duration.
  std::int64_t last_step_ticks_ = 0;      ///< Between the two newest packets in sequence.

  bool playing_ = false;  ///< In a talk spurt.
  bool started_ = false;  ///< Something of this time line was played: the next_ members hold.
  std::int64_t next_sequence_ = 0;
  std::int64_t next_timestamp_ = 0;   ///< Where the audio that Next() returns begins.
  std::int64_t concealed_ahead_ = 0;  ///< Ticks concealed since the last packet without moving next_timestamp_.
  std::int64_t conceal_step_ = 0;     ///< The last of them.
  bool cut_ = false;                  ///< The packet played last was without its beginning.
  std::int64_t concealed_run_ = 0;    ///< Ticks concealed since the last packet in all.
  Duration steady_{};                 ///< Played since a lower delay would have been less than the target.
  Duration last_delay_{};             ///< Of the packet played last, when it was asked for, and what was put in since.
};

}  // namespace ossicle::rtp
