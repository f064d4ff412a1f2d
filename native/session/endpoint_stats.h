#pragma once

#include <cstdint>

#include "core/socket_address.h"

namespace ossicle::session {

/// What an endpoint publishes every 100 ms. Figures that do not exist yet are NaN. `lib/media/endpoint.ts` reads
/// the doubles in this order.
struct EndpointStats {
  double packets_received = 0;
  double bytes_received = 0;
  double packets_lost = 0;
  double packets_late = 0;
  double packets_duplicate = 0;
  double datagrams_dropped = 0;
  double packets_sent = 0;
  double bytes_sent = 0;
  double jitter_ms = 0;
  double round_trip_ms = 0;
  double remote_loss_ratio = 0;
  double remote_jitter_ms = 0;
  double buffer_delay_ms = 0;
  double concealed_ms = 0;
  double mos = 0;
  double level_in_dbfs = -127;
  double level_out_dbfs = -127;
  SocketAddress remote;

  static constexpr std::size_t kFigures = 17;
};

}  // namespace ossicle::session
