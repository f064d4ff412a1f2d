#pragma once

#include "core/time.h"

namespace ossicle::media {

/// Disk work that goes on for a while, run by the file worker about every 20 ms.
class FileJob {
 public:
  virtual ~FileJob() = default;
  /// Does what can be done now; false when the job is over.
  virtual bool Run(Instant now) = 0;
};

/// A literal that names an errno, for events. Covers what a disk says; anything else is "input/output error".
const char* ErrnoText(int error);

}  // namespace ossicle::media
