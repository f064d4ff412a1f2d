#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/sequence.h"
#include "core/status.h"
#include "core/time.h"
#include "rtp/rtp_packet.h"

namespace ossicle::rtp {

inline constexpr std::size_t kTelephoneEventSize = 4;

/// Payload of one telephone-event packet (RFC 4733 section 2.3).
struct TelephoneEvent {
  std::uint8_t code = 0;  ///< 0..9, 10 = *, 11 = #, 12..15 = A..D; others are no digits.
  bool end = false;
  std::uint8_t volume = 0;     ///< Power level in -dBm0, 0..63.
  std::uint16_t duration = 0;  ///< Since the packet's timestamp, in ticks.
};

/// Reads the first event; further bytes are ignored.
Result<TelephoneEvent> ParseTelephoneEvent(Bytes payload);
std::array<std::uint8_t, kTelephoneEventSize> WriteTelephoneEvent(const TelephoneEvent& event);

/// '0'..'9', '*', '#', 'A'..'D', or nothing for other codes; and back (lower case is accepted).
std::optional<char> DigitOfCode(std::uint8_t code);
std::optional<std::uint8_t> CodeOfDigit(char digit);

struct Digit {
  char digit = 0;
  Duration duration{};
};

/// Turns telephone-event packets into one report per key press. A press is told apart by its timestamp, so the repeated
/// end packets and duplicates count once. A press ends with the first end bit, when another begins, or 3 s after its
/// last packet (Poll). Presses longer than the duration field arrive as segments (RFC 4733 section 2.5.1.3) and are
/// one.
class TelephoneEventReceiver {
 public:
  struct Update {
    std::optional<char> started;    ///< A key went down with this packet.
    std::optional<Digit> finished;  ///< A key came up with this packet.
  };
  Update OnPacket(const RtpPacket& packet, int clock_rate_hz, Instant arrival);
  /// Call each tick: a press whose end was lost, or that ended in the packet in which it began while another was open.
  std::optional<Digit> Poll(Instant now);
  /// A key is down.
  bool active() const { return active_; }
  void Reset() { *this = {}; }

 private:
  bool IsOld(std::int64_t timestamp, const TelephoneEvent& event) const;
  bool ContinuesPress(std::int64_t timestamp, const TelephoneEvent& event, bool marker) const;
  void Begin(std::int64_t timestamp, char digit);
  void Continue(std::int64_t timestamp, std::uint16_t duration);
  Digit Finish();

  TimestampUnwrapper timestamps_;
  int clock_rate_hz_ = 8000;
  bool seen_any_ = false;
  bool active_ = false;
  bool end_pending_ = false;  ///< Ended in the packet that had to report another press.
  char digit_ = 0;
  std::int64_t timestamp_ = 0;      ///< Of the present or last segment.
  std::uint16_t duration_ = 0;      ///< Longest seen in the present segment.
  std::int64_t earlier_ticks_ = 0;  ///< Of finished segments.
  Instant last_arrival_{};
};

/// Sends digits, one packet per period: the first with the marker, the same timestamp throughout, a growing duration,
/// the end three times (RFC 4733 section 2.5.1), then a pause before the next digit.
class TelephoneEventSender {
 public:
  static constexpr std::size_t kMaxQueued = 32;
  static constexpr Duration kMinDuration = Milliseconds(1);
  static constexpr Duration kMaxDuration = Milliseconds(10'000);
  static constexpr Duration kGap = Milliseconds(60);

  explicit TelephoneEventSender(int clock_rate_hz, Duration period = Milliseconds(20));

  /// False: no digit, or the queue is full. The duration is brought into 1 ms..10 s, the volume into 0..63 (-dBm0).
  bool Queue(char digit, Duration duration = Milliseconds(160), std::uint8_t volume = 10);

  struct Packet {
    std::array<std::uint8_t, kTelephoneEventSize> payload{};
    bool marker = false;
    std::uint32_t timestamp = 0;
  };
  /// Once per period: the packet to send in place of audio, or nothing. `timestamp` is the one that audio of this
  /// period carries.
  std::optional<Packet> Tick(std::uint32_t timestamp);
  /// Something is being sent or waits.
  bool busy() const { return state_ != State::kIdle || queued_ > 0; }
  void Clear();

 private:
  enum class State : std::uint8_t { kIdle, kSending, kEnding, kPausing };
  struct Press {
    std::uint8_t code = 0;
    std::uint8_t volume = 10;
    std::uint32_t ticks = 0;
  };
  std::uint32_t period_ticks() const { return static_cast<std::uint32_t>(DurationToSamples(period_, clock_rate_hz_)); }
  void BeginNext(std::uint32_t timestamp);
  Packet ContinuePress();
  Packet WritePacket(bool marker, bool end) const;

  int clock_rate_hz_;
  Duration period_;
  State state_ = State::kIdle;
  std::array<Press, kMaxQueued> queue_{};
  std::size_t first_ = 0;
  std::size_t queued_ = 0;

  Press current_;
  std::uint32_t segment_timestamp_ = 0;
  std::uint32_t segment_ticks_ = 0;  ///< Reported of the present segment.
  std::uint32_t segment_start_ = 0;  ///< Ticks of the press in earlier segments.
  std::uint32_t sent_ticks_ = 0;     ///< Ticks of the press that have passed.
  int remaining_ = 0;                ///< End packets, then periods of pause.
};

}  // namespace ossicle::rtp
