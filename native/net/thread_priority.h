#pragma once

namespace ossicle::net {

/// Asks the operating system to run the calling thread before ordinary ones, as far as this user may (Linux: a nice
/// value of -11, which needs CAP_SYS_NICE or RLIMIT_NICE). Refused, or on another system, nothing changes.
void RaiseThreadPriority();

}  // namespace ossicle::net
