#include "session/srtp_path.h"

#include <algorithm>

#include "rtp/rtp_packet.h"

namespace ossicle::session {
namespace {

/// A packet with room for what protecting adds.
class Outgoing {
 public:
  explicit Outgoing(Bytes packet) : size_(packet.size()) { std::ranges::copy(packet, bytes_.begin()); }
  MutableBytes buffer() { return bytes_; }
  std::size_t size() const { return size_; }
  Bytes first(std::size_t size) const { return Bytes(bytes_).first(size); }

 private:
  std::array<std::uint8_t, kMaxDatagramBytes + secure::kMaxSrtcpGrowth> bytes_;
  const std::size_t size_;
};

}  // namespace

bool SrtpPath::Renew(std::unique_ptr<secure::SrtpSession>& next, Instant now) {
  if (session_ && next) return session_->Renew(*next, now);
  if (!session_ && !next) return false;
  past_ = errors();
  session_.swap(next);
  return true;
}

Bytes SrtpPath::OpenRtp(Bytes datagram, Instant arrival, Buffer& buffer) {
  if (!session_) return datagram;
  const std::size_t size = std::min(datagram.size(), buffer.size());
  std::copy_n(datagram.begin(), size, buffer.begin());
  return session_->Unprotect(MutableBytes(buffer).first(size), arrival);
}

Bytes SrtpPath::OpenRtcp(Bytes datagram, Instant arrival, Buffer& buffer) {
  if (!session_) return datagram;
  const std::size_t size = std::min(datagram.size(), buffer.size());
  std::copy_n(datagram.begin(), size, buffer.begin());
  return session_->UnprotectRtcp(MutableBytes(buffer).first(size), arrival);
}

void SrtpPath::SendRtp(const SocketAddress& to, Bytes packet) {
  if (!session_) return sink_.SendRtp(to, packet);
  if (packet.size() > kMaxDatagramBytes) return;
  Outgoing out(packet);
  const Result<std::size_t> size = rtp::LooksLikeRtcp(packet) ? session_->ProtectRtcp(out.buffer(), out.size())
                                                              : session_->Protect(out.buffer(), out.size());
  if (size.ok()) sink_.SendRtp(to, out.first(size.value()));
}

void SrtpPath::SendRtcp(const SocketAddress& to, Bytes packet) {
  if (!session_) return sink_.SendRtcp(to, packet);
  if (packet.size() > kMaxDatagramBytes) return;
  Outgoing out(packet);
  const Result<std::size_t> size = session_->ProtectRtcp(out.buffer(), out.size());
  if (size.ok()) sink_.SendRtcp(to, out.first(size.value()));
}

secure::SrtpErrors SrtpPath::errors() const {
  secure::SrtpErrors errors = past_;
  if (!session_) return errors;
  errors.malformed += session_->errors().malformed;
  errors.replayed += session_->errors().replayed;
  errors.forged += session_->errors().forged;
  return errors;
}

}  // namespace ossicle::session
