#pragma once

#include <cstddef>

namespace ossicle::media {

/// What an engine counts. `lib/media/media-engine.ts` reads the doubles in this order.
struct EngineStats {
  double threads = 0;
  double sessions = 0;
  double endpoints = 0;
  double missed_ticks = 0;
  double events_dropped = 0;
  double commands_refused = 0;
  double srtp_errors = 0;  ///< Of all endpoints there ever were.

  static constexpr std::size_t kFigures = 7;
};

}  // namespace ossicle::media
