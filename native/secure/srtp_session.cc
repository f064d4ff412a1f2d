#include "secure/srtp_session.h"

namespace ossicle::secure {
namespace {

SrtpOpened OpenWith(SrtpReceiver& receiver, SrtpKind kind, MutableBytes datagram) {
  return kind == SrtpKind::kRtp ? receiver.Unprotect(datagram) : receiver.UnprotectRtcp(datagram);
}

}  // namespace

Result<std::unique_ptr<SrtpSession>> SrtpSession::Make(const SrtpMasterKey& send,
                                                       const std::optional<SrtpMasterKey>& receive) {
  std::unique_ptr<SrtpSession> session(new SrtpSession());
  auto sender = SrtpSender::Make(send);
  if (!sender.ok()) return sender.status();
  session->sender_ = std::move(sender).value();
  if (!receive) return session;
  auto receiver = SrtpReceiver::Make(*receive);
  if (!receiver.ok()) return receiver.status();
  session->receiver_ = std::move(receiver).value();
  return session;
}

bool SrtpSession::Renew(SrtpSession& next, Instant now) {
  const bool new_sender = !(next.sender_->key() == sender_->key());
  if (new_sender) {
    next.sender_->Continue(*sender_);
    sender_.swap(next.sender_);
  }
  if (!next.receiver_ || (receiver_ && next.receiver_->key() == receiver_->key())) return new_sender;
  if (receiver_) next.receiver_->Expect(*receiver_);
  next.previous_ = std::move(previous_);
  previous_ = std::move(receiver_);
  receiver_ = std::move(next.receiver_);
  previous_rtp_ = previous_rtcp_ = previous_ != nullptr;
  previous_until_ = now + kOverlap;
  return true;
}

MutableBytes SrtpSession::Open(SrtpKind kind, MutableBytes datagram, Instant now) {
  if (previous_ && now >= previous_until_) previous_.reset();
  if (!receiver_) return {};  // the answer with its key is on its way
  const SrtpOpened opened = OpenByEither(kind, datagram);
  Count(opened.verdict);
  return datagram.first(opened.size);
}

SrtpOpened SrtpSession::OpenByEither(SrtpKind kind, MutableBytes datagram) {
  const SrtpOpened opened = OpenWith(*receiver_, kind, datagram);
  if (opened.verdict == SrtpVerdict::kAccepted) Retire(kind);
  const bool try_previous = previous_ && (kind == SrtpKind::kRtp ? previous_rtp_ : previous_rtcp_);
  if (opened.verdict == SrtpVerdict::kAccepted || !try_previous) return opened;
  return OpenWith(*previous_, kind, datagram);
}

void SrtpSession::Retire(SrtpKind kind) {
  (kind == SrtpKind::kRtp ? previous_rtp_ : previous_rtcp_) = false;
  if (!previous_rtp_ && !previous_rtcp_) previous_.reset();
}

void SrtpSession::Count(SrtpVerdict verdict) {
  if (verdict == SrtpVerdict::kMalformed) ++errors_.malformed;
  if (verdict == SrtpVerdict::kReplayed) ++errors_.replayed;
  if (verdict == SrtpVerdict::kForged) ++errors_.forged;
}

}  // namespace ossicle::secure
