#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/frame.h"
#include "session/event.h"

namespace ossicle::session {

/// How a source is to be played.
struct PlayOptions {
  static constexpr std::uint32_t kForEver = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t loops = 0;  ///< Plays after the first.
  Duration start{};         ///< Where every play begins.

  /// Whether another play is to follow, which it then counts.
  bool TakeLoop() {
    if (loops == 0) return false;
    if (loops != kForEver) --loops;
    return true;
  }
};

/// Mono PCM that a Player pulls at its own rate. Implementations never block: one that waits for data says so.
class SampleSource {
 public:
  enum class State { kMore, kWaiting, kEnded, kFailed };
  struct Read {
    std::size_t samples = 0;
    State state = State::kMore;
  };

  virtual ~SampleSource() = default;
  /// Known from the first read that is not kWaiting on.
  virtual int sample_rate_hz() const = 0;
  virtual Read Take(Samples out) = 0;
  /// Goes on at another place; false where the source cannot.
  virtual bool Seek(Duration) { return false; }
  /// Where in its sound the next sample is that Take gives, of one that may repeat; none: as far as was taken of it.
  virtual std::optional<Duration> position() const { return std::nullopt; }
  /// Whether it goes on by itself, so that what is not taken in its time has passed.
  virtual bool live() const { return false; }
  /// Tells, once per tick, how far its sound has come; `unplayed` samples were taken but not sent yet.
  virtual void Report(EventSink&, std::size_t /*unplayed*/) {}
  /// A literal that says what failed, after kFailed.
  virtual const char* error() const { return ""; }
};

}  // namespace ossicle::session
