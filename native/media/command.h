#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "media/session_host.h"

namespace ossicle::media {

class Engine;

/// Something the control thread wants done on a media thread. Takes all its memory when it is made; after it was
/// executed it travels back, so that what it replaced is freed on the control thread.
class Command {
 public:
  virtual ~Command() = default;
  /// On the media thread. Returns another host's index when it has to go on there.
  virtual std::optional<std::size_t> Execute(SessionHost& host, const session::Tick& tick) = 0;
  /// Back on the control thread.
  virtual void Complete(Engine&) {}
};

/// What comes back from a media thread to be freed: a command, or a player that has ended.
struct Completion {
  Command* command = nullptr;
  session::Player* player = nullptr;
};

}  // namespace ossicle::media
