#include "session/peer_address.h"

namespace ossicle::session {

void PeerAddress::Signal(const SocketAddress& rtp, const SocketAddress& rtcp, bool rtcp_mux, Learning learning) {
  rtcp_mux_ = rtcp_mux;
  learning_ = learning;
  if (rtp == signalled_rtp_ && rtcp == signalled_rtcp_) return;
  signalled_rtp_ = rtp_ = rtp;
  signalled_rtcp_ = rtcp_ = rtcp;
  fixed_ = started_ = false;
}

bool PeerAddress::Accept(const SocketAddress& source, Instant arrival) {
  if (fixed_) return source == rtp_;
  if (!started_) first_packet_ = arrival;
  started_ = true;
  if (arrival - first_packet_ > kLearningWindow) {
    fixed_ = true;
    return source == rtp_;
  }
  fixed_ = learning_ == Learning::kSignalled && source == signalled_rtp_;
  Move(source);
  heard_ = true;
  return true;
}

bool PeerAddress::AcceptRtcp(const SocketAddress& source) const {
  return known() && source.family == rtp_.family && source.ip == rtp_.ip;
}

void PeerAddress::Move(const SocketAddress& source) {
  if (source == rtp_) return;
  rtp_ = source;
  rtcp_ = source == signalled_rtp_ ? signalled_rtcp_ : source.WithPort(static_cast<std::uint16_t>(source.port + 1));
}

}  // namespace ossicle::session
