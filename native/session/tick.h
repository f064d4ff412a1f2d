#pragma once

#include "core/time.h"
#include "session/event.h"

namespace ossicle::session {

/// What every part is given with each tick: the time on both clocks and where to report.
struct Tick {
  Instant now;
  NtpTime wall_clock;
  EventSink& events;
};

}  // namespace ossicle::session
