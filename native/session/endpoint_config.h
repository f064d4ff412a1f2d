#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "codec/codec_registry.h"
#include "core/ids.h"
#include "core/socket_address.h"
#include "core/time.h"
#include "session/peer_address.h"

namespace ossicle::session {

/// A codec, and the payload type of its packets.
struct AgreedCodec {
  PayloadType payload_type{};
  codec::CodecFormat format;
};

/// RFC 4733 events, and the payload type of their packets.
struct AgreedEvents {
  PayloadType payload_type{};
  int clock_rate_hz = 8000;
};

/// What signalling agreed on for one endpoint.
struct EndpointConfig {
  SocketAddress remote_rtp;  ///< Family kNone: learn it from the first packet.
  SocketAddress remote_rtcp;
  bool rtcp_mux = false;
  codec::CodecFormat format;
  PayloadType payload_type{};
  std::optional<PayloadType> telephone_event;
  std::optional<PayloadType> comfort_noise;  ///< RFC 3389; not for Opus, which has its own.
  int telephone_event_clock_hz = 8000;
  /// What the peer may send besides, and change to with any packet (RFC 3264 section 7).
  std::vector<AgreedCodec> also_codecs;
  std::vector<AgreedEvents> also_events;
  bool awaits_peer = false;  ///< Nothing is sent before the peer's first valid RTP packet.
  Learning learning = Learning::kSignalled;
  bool sends = true;
  bool receives = true;
  Duration media_timeout{};  ///< Zero: never.
  /// Whether a packet leaves in every tick, with silence if need be. If not, nothing leaves while nobody is heard, and
  /// what a lone speaker of the same codec sends is passed on as it is.
  bool steady = true;
  bool detection = true;  ///< Whether speech and digits in the audio are looked for.
};

/// The two halves of a codec, made on the control thread and handed over.
struct CodecPair {
  std::unique_ptr<codec::AudioDecoder> decoder;
  std::unique_ptr<codec::AudioEncoder> encoder;
};

}  // namespace ossicle::session
