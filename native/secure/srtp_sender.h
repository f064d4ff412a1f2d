#pragma once

#include "core/status.h"
#include "secure/srtp_cipher.h"
#include "secure/srtp_streams.h"

namespace ossicle::secure {

/// How many packets one master key may protect (RFC 3711 section 9.2).
struct SrtpKeyLifetime {
  std::uint64_t rtp_packets = std::uint64_t{1} << 48;
  std::uint64_t rtcp_packets = std::uint64_t{1} << 31;
};

/// Protects what one side sends under one master key. Encrypting two packets at the same position would give both away,
/// so a position is used once and a stream is never forgotten: more than SrtpStreams::kMaxStreams of them are refused.
/// No allocation after Make. One thread at a time.
class SrtpSender {
 public:
  /// kUnsupported when the library refuses.
  static Result<std::unique_ptr<SrtpSender>> Make(const SrtpMasterKey& key, SrtpKeyLifetime lifetime = {});

  const SrtpMasterKey& key() const { return key_; }

  /// Protects the first `size` bytes of `buffer` in place and returns their new size, at most kMaxSrtpGrowth more.
  /// kMalformed: no RTP. kFull: no room in the buffer, or too many streams. kState: the key is used up, or this
  /// sequence number was sent before.
  Result<std::size_t> Protect(MutableBytes buffer, std::size_t size);
  /// The same for RTCP, at most kMaxSrtcpGrowth more.
  Result<std::size_t> ProtectRtcp(MutableBytes buffer, std::size_t size);

  /// Says that `ssrc` got as far as `index` by other means, such as under the key before: neither the rollover counter
  /// nor the index of SRTCP starts again with a new key (RFC 3711 sections 3.2.1 and 3.3.1).
  void StartAfter(Ssrc ssrc, std::int64_t index) { rtp_streams_.Mark(ssrc, index); }
  void StartRtcpAfter(Ssrc ssrc, std::int64_t index) { rtcp_streams_.Mark(ssrc, index); }
  /// Goes on where `before` is.
  void Continue(const SrtpSender& before);

 private:
  SrtpSender(const SrtpMasterKey& key, SrtpKeyLifetime lifetime);

  const SrtpMasterKey key_;
  const SrtpKeyLifetime lifetime_;
  const std::unique_ptr<SrtpCipher> rtp_, rtcp_;
  SrtpStreams rtp_streams_, rtcp_streams_;
  std::uint64_t rtp_packets_ = 0, rtcp_packets_ = 0;
};

}  // namespace ossicle::secure
