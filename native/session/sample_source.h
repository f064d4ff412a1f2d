#pragma once

#include <cstddef>

#include "core/frame.h"

namespace ossicle::session {

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
  /// A literal that says what failed, after kFailed.
  virtual const char* error() const { return ""; }
};

}  // namespace ossicle::session
