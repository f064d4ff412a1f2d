#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/slot_map.h"

namespace ossicle::media {

/// Small numbers for endpoints in the order in which they are first seen; those of forgotten ones are used again,
/// lowest first.
class EndpointNumbers {
 public:
  std::uint32_t NumberOf(Handle endpoint) {
    auto found = std::find(endpoints_.begin(), endpoints_.end(), endpoint);
    if (found == endpoints_.end()) found = std::find(endpoints_.begin(), endpoints_.end(), Handle{});
    if (found == endpoints_.end()) found = endpoints_.insert(found, endpoint);
    *found = endpoint;
    return static_cast<std::uint32_t>(found - endpoints_.begin());
  }
  void Forget(Handle endpoint) { std::replace(endpoints_.begin(), endpoints_.end(), endpoint, Handle{}); }

 private:
  std::vector<Handle> endpoints_;  // by number; none where it is free
};

}  // namespace ossicle::media
