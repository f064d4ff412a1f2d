#include "net/thread_priority.h"

#if defined(__linux__)
#include <sys/resource.h>
#endif

namespace ossicle::net {

void RaiseThreadPriority() {
#if defined(__linux__)
  constexpr int kNice = -11;
  // On Linux the process id 0 means the calling thread alone.
  (void)setpriority(PRIO_PROCESS, 0, kNice);
#endif
}

}  // namespace ossicle::net
