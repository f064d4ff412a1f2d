#pragma once

#include "core/bytes.h"
#include "core/slot_map.h"
#include "core/time.h"

namespace ossicle::session {

/// An RTP or RTCP packet in the clear, in two pieces: payload types and sequence numbers are those of the wire, but its
/// header may have been written anew.
struct RecordedPacket {
  Handle endpoint;
  bool sent = false;  ///< To the endpoint's peer; otherwise it came from there.
  NtpTime wall_clock;
  Bytes head{};
  Bytes body{};
};

/// Takes recorded packets away from the media thread without making it wait. Full policy: what does not fit is dropped
/// and counted by the sink.
class PacketSink {
 public:
  virtual ~PacketSink() = default;
  /// Whether RTP that is sent is wanted too.
  virtual bool sent_too() const = 0;
  /// Packets come from now on.
  virtual void Begin() {}
  virtual void Write(const RecordedPacket& packet) = 0;
  /// Nothing more comes of this endpoint.
  virtual void Forget(Handle endpoint) = 0;
  /// No more packets come; `closed` when their endpoint or session went away. The sink reports the end itself.
  virtual void Finish(bool closed) = 0;
};

}  // namespace ossicle::session
