#pragma once

#include <optional>

#include "core/status.h"
#include "secure/srtp_cipher.h"
#include "secure/srtp_streams.h"

namespace ossicle::secure {

enum class SrtpVerdict : std::uint8_t {
  kAccepted,
  kMalformed,  ///< Too short, or no (S)RTP at all.
  kReplayed,   ///< Came before, or is older than the replay window.
  kForged,     ///< The tag is not right under this key.
};

struct SrtpOpened {
  SrtpVerdict verdict = SrtpVerdict::kMalformed;
  std::size_t size = 0;  ///< Of the plain packet, at the beginning of the datagram.
};

/// Authenticates and decrypts what comes under one master key. What is not accepted changes neither the datagram nor
/// any state. No allocation after Make. One thread at a time.
///
/// The packets do not say how often the sequence number has wrapped. Of a stream seen for the first time the tag tells:
/// a receiver that joins late tries the first kLateRollovers counters, some three hours at 50 packets a second.
class SrtpReceiver {
 public:
  static constexpr std::uint32_t kLateRollovers = 8;

  /// kUnsupported when the library refuses.
  static Result<std::unique_ptr<SrtpReceiver>> Make(const SrtpMasterKey& key);

  const SrtpMasterKey& key() const { return key_; }

  SrtpOpened Unprotect(MutableBytes datagram);
  SrtpOpened UnprotectRtcp(MutableBytes datagram);

  /// Says how far the streams were under the key before. RFC 3711 section 3.3.1 lets the rollover counter go on with a
  /// new key, but there are senders that begin again at zero: both are tried.
  void Expect(const SrtpReceiver& before);

 private:
  explicit SrtpReceiver(const SrtpMasterKey& key);

  struct RtcpLayout {
    MutableBytes packet;
    std::uint32_t trailer;
    const std::uint8_t* tag;
  };
  RtcpLayout LayoutOf(MutableBytes datagram) const;
  /// The index under which the first packet of a stream has the right tag; the packet is then decrypted.
  std::optional<std::int64_t> Join(Ssrc ssrc, std::uint16_t sequence_number, SrtpParts parts, const std::uint8_t* tag);
  bool OpenAt(Ssrc ssrc, std::int64_t index, SrtpParts parts, const std::uint8_t* tag);

  const SrtpMasterKey key_;
  const std::unique_ptr<SrtpCipher> rtp_, rtcp_;
  SrtpStreams rtp_streams_, rtcp_streams_;
  SrtpStreams expected_;
};

}  // namespace ossicle::secure
