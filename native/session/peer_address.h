#pragma once

#include <cstdint>

#include "core/socket_address.h"
#include "core/time.h"

namespace ossicle::session {

/// How the peer's address is learnt from its packets.
enum class Learning : std::uint8_t {
  kSignalled,  ///< A packet from the signalled address settles the matter at once.
  kNewest,     ///< The newest source is taken until the window closes, whatever was signalled.
};

/// Where media of one peer goes and where it may come from: symmetric RTP (RFC 4961) with a learning window.
///
/// The signalled address is used until packets say otherwise. Behind a NAT they come from elsewhere, so for five
/// seconds after the first one the newest source is taken; with Learning::kSignalled a packet from the signalled
/// address itself settles the matter at once. Then the source is fixed, and packets from anywhere else are refused until the signalling
/// names an address again.
class PeerAddress {
 public:
  static constexpr Duration kLearningWindow = std::chrono::seconds(5);

  /// The signalling named (or renewed) the peer; a family of kNone means it is still to be learnt.
  /// Naming the same addresses again changes nothing.
  void Signal(const SocketAddress& rtp, const SocketAddress& rtcp, bool rtcp_mux,
              Learning learning = Learning::kSignalled);
  /// Opens the window anew with the next packet.
  void Relearn() { fixed_ = started_ = false; }

  /// Whether a valid RTP packet from `source` is to be accepted; learns from it while the window is open.
  bool Accept(const SocketAddress& source, Instant arrival);

  /// Whether RTCP from `source` is to be accepted: it comes from where the media comes from, port aside.
  bool AcceptRtcp(const SocketAddress& source) const;

  const SocketAddress& rtp() const { return rtp_; }
  const SocketAddress& rtcp() const { return rtcp_mux_ ? rtp_ : rtcp_; }
  bool rtcp_mux() const { return rtcp_mux_; }
  bool known() const { return rtp_.valid(); }
  /// Whether anything was ever accepted from it.
  bool heard() const { return heard_; }
  /// Whether only rtp() is accepted, until the signalling says otherwise.
  bool settled() const { return fixed_; }

 private:
  void Move(const SocketAddress& source);

  SocketAddress signalled_rtp_, signalled_rtcp_;
  SocketAddress rtp_, rtcp_;
  bool rtcp_mux_ = false;
  Learning learning_ = Learning::kSignalled;
  bool heard_ = false;
  bool fixed_ = false;
  bool started_ = false;
  Instant first_packet_{};
};

}  // namespace ossicle::session
