#pragma once

#include <cstddef>
#include <limits>

#include "core/socket_address.h"

namespace ossicle::session {

inline constexpr double kNotKnownYet = std::numeric_limits<double>::quiet_NaN();

/// What an endpoint publishes every 100 ms. Figures that do not exist yet are NaN. `lib/media/endpoint-figures.ts` reads
/// the doubles in this order.
struct EndpointStats {
  double packets_received = 0;
  double bytes_received = 0;
  double packets_lost = 0;
  double packets_discarded = 0;
  double packets_duplicated = 0;
  double packets_undecodable = 0;
  double datagrams_dropped = 0;
  double packets_sent = 0;
  double bytes_sent = 0;
  double jitter_ms = 0;
  double round_trip_ms = kNotKnownYet;
  double remote_loss_ratio = kNotKnownYet;
  double remote_jitter_ms = kNotKnownYet;
  double jitter_buffer_delay_ms = 0;
  double jitter_buffer_target_delay_ms = 0;
  double jitter_buffer_minimum_delay_ms = 0;
  double concealed_ms = 0;
  double concealed_samples = 0;
  double silent_concealed_samples = 0;
  double concealment_events = 0;
  double inserted_samples = 0;
  double removed_samples = 0;
  double discard_rate = 0;
  double burst_density = 0;
  double gap_density = 0;
  double burst_duration_ms = 0;
  double gap_duration_ms = 0;
  double mos = 0;
  double level_in_dbfs = -127;
  double level_out_dbfs = -127;
  double echo_return_loss_enhancement_db = kNotKnownYet;  ///< These three only with the part in the voice chain.
  double noise_level_dbfs = kNotKnownYet;
  double gain_db = kNotKnownYet;
  double packets_held_back = 0;  ///< Not sent because the peer had not been heard yet.
  double position_ms = 0;        ///< Of a source.
  double last_received_ms = kNotKnownYet;  ///< Since the last packet came.
  double reports_received = 0;             ///< Datagrams of RTCP.
  double srtp_errors = 0;        ///< Datagrams that SRTP refused: the sum of these three.
  double srtp_replayed = 0;
  double srtp_forged = 0;
  double srtp_malformed = 0;
  SocketAddress remote;

  static constexpr std::size_t kFigures = 41;
};

}  // namespace ossicle::session
