#pragma once

#include "core/time.h"

namespace ossicle::net {

/// The machine's monotonic clock. With `net`'s sockets the only place that reads one.
Instant Now();

/// The machine's wall clock in NTP form, for RTCP sender reports.
NtpTime WallClock();

/// How far the wall clock is ahead of the monotonic one, to place kernel receive stamps on the monotonic line.
Duration WallClockOffset();

}  // namespace ossicle::net
