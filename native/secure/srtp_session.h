#pragma once

#include "core/time.h"
#include "secure/srtp_receiver.h"
#include "secure/srtp_sender.h"

namespace ossicle::secure {

/// Datagrams that were not accepted, by reason.
struct SrtpErrors {
  std::uint64_t malformed = 0, replayed = 0, forged = 0;
  std::uint64_t total() const { return malformed + replayed + forged; }
};

/// SRTP and SRTCP of one peer: what it is sent and what comes from it, through changes of keys.
///
/// A new sending key is used at once. A new receiving key is tried first and the old one after it, until the first
/// packet under the new key, but for no more than kOverlap; SRTP and SRTCP each for itself. Make takes all memory;
/// Renew leaves what is not needed any more in its argument; only the end of an overlap frees memory in between.
class SrtpSession {
 public:
  static constexpr Duration kOverlap = std::chrono::seconds(5);

  /// Without a receiving key nothing that comes is accepted, nor counted. kUnsupported when the library refuses.
  static Result<std::unique_ptr<SrtpSession>> Make(const SrtpMasterKey& send,
                                                   const std::optional<SrtpMasterKey>& receive);

  /// Takes over those keys of `next` that are other ones; the same key goes on as it was. The peer's key is not taken
  /// away by a `next` without one. Returns whether any key is another one now.
  bool Renew(SrtpSession& next, Instant now);

  /// See SrtpSender.
  Result<std::size_t> Protect(MutableBytes buffer, std::size_t size) { return sender_->Protect(buffer, size); }
  Result<std::size_t> ProtectRtcp(MutableBytes buffer, std::size_t size) { return sender_->ProtectRtcp(buffer, size); }

  /// Decrypts in place and returns the plain packet, empty when it is not accepted, which is then counted.
  MutableBytes Unprotect(MutableBytes datagram, Instant now) { return Open(SrtpKind::kRtp, datagram, now); }
  MutableBytes UnprotectRtcp(MutableBytes datagram, Instant now) { return Open(SrtpKind::kRtcp, datagram, now); }

  const SrtpErrors& errors() const { return errors_; }
  /// Whether the key before the present one is still tried.
  bool overlapping() const { return previous_ != nullptr; }

 private:
  SrtpSession() = default;
  MutableBytes Open(SrtpKind kind, MutableBytes datagram, Instant now);
  SrtpOpened OpenByEither(SrtpKind kind, MutableBytes datagram);
  void Retire(SrtpKind kind);
  void Count(SrtpVerdict verdict);

  std::unique_ptr<SrtpSender> sender_;
  std::unique_ptr<SrtpReceiver> receiver_, previous_;
  bool previous_rtp_ = false, previous_rtcp_ = false;  // for which kind the previous key still counts
  Instant previous_until_{};
  SrtpErrors errors_;
};

}  // namespace ossicle::secure
