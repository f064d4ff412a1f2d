#include "secure/srtp_sender.h"

#include "core/sequence.h"
#include "secure/srtp_packet.h"

namespace ossicle::secure {
namespace {

constexpr std::int64_t kRtpIndices = std::int64_t{1} << 48;
constexpr std::int64_t kRtcpIndices = std::int64_t{1} << 31;

constexpr Status kNoRoom(StatusCode::kFull, "no room for the SRTP tag");
constexpr Status kTooManyStreams(StatusCode::kFull, "too many SSRCs under one SRTP key");
constexpr Status kUsedUp(StatusCode::kState, "the SRTP key is used up");

}  // namespace

SrtpSender::SrtpSender(const SrtpMasterKey& key, SrtpKeyLifetime lifetime)
    : key_(key),
      lifetime_(lifetime),
      rtp_(SrtpCipher::Make(key, SrtpKind::kRtp)),
      rtcp_(SrtpCipher::Make(key, SrtpKind::kRtcp)) {}

Result<std::unique_ptr<SrtpSender>> SrtpSender::Make(const SrtpMasterKey& key, SrtpKeyLifetime lifetime) {
  std::unique_ptr<SrtpSender> sender(new SrtpSender(key, lifetime));
  if (!sender->rtp_ || !sender->rtcp_) return Status(StatusCode::kUnsupported, "OpenSSL has no AES");
  return sender;
}

void SrtpSender::Continue(const SrtpSender& before) {
  before.rtp_streams_.ForEach([&](Ssrc ssrc, std::int64_t highest) { StartAfter(ssrc, highest); });
  before.rtcp_streams_.ForEach([&](Ssrc ssrc, std::int64_t highest) { StartRtcpAfter(ssrc, highest); });
}

Result<std::size_t> SrtpSender::Protect(MutableBytes buffer, std::size_t size) {
  if (size > buffer.size() || buffer.size() - size < rtp_->tag_bytes()) return kNoRoom;
  const MutableBytes packet = buffer.first(size);
  const SrtpHeader header = ReadSrtpHeader(packet);
  if (header.size == 0) return Status(StatusCode::kMalformed, "not RTP");
  const ReplayWindow* sent = rtp_streams_.Find(header.ssrc);
  if (!sent && rtp_streams_.full()) return kTooManyStreams;
  const std::int64_t index =
      sent ? SequenceUnwrapper(sent->highest()).Peek(header.sequence_number) : header.sequence_number;
  if (index >= kRtpIndices || rtp_packets_ >= lifetime_.rtp_packets) return kUsedUp;
  if (index < 0 || (sent && !sent->IsNew(index))) return Status(StatusCode::kState, "sent before");
  const auto position = static_cast<std::uint64_t>(index);
  rtp_->Seal({header.ssrc, position}, {packet, header.size, static_cast<std::uint32_t>(position >> 16)},
             buffer.data() + size);
  rtp_streams_.Mark(header.ssrc, index);
  ++rtp_packets_;
  return size + rtp_->tag_bytes();
}

Result<std::size_t> SrtpSender::ProtectRtcp(MutableBytes buffer, std::size_t size) {
  const std::size_t growth = kSrtcpIndexBytes + rtcp_->tag_bytes();
  if (size > buffer.size() || buffer.size() - size < growth) return kNoRoom;
  const MutableBytes packet = buffer.first(size);
  Ssrc ssrc;
  if (!ReadSrtcpSender(packet, ssrc)) return Status(StatusCode::kMalformed, "not RTCP");
  const ReplayWindow* sent = rtcp_streams_.Find(ssrc);
  if (!sent && rtcp_streams_.full()) return kTooManyStreams;
  const std::int64_t index = sent ? sent->highest() + 1 : 0;
  if (index >= kRtcpIndices || rtcp_packets_ >= lifetime_.rtcp_packets) return kUsedUp;
  const std::uint32_t trailer = kSrtcpEncrypted | static_cast<std::uint32_t>(index);
  // RFC 7714 section 9.2 puts the tag before the index, RFC 3711 section 3.4 behind it.
  const bool tag_first = Describe(key_.suite).aead;
  const std::size_t tag_at = size + (tag_first ? 0 : kSrtcpIndexBytes);
  rtcp_->Seal({ssrc, static_cast<std::uint64_t>(index)}, {packet, kSrtcpClearBytes, trailer}, buffer.data() + tag_at);
  ByteWriter(buffer.subspan(size + (tag_first ? rtcp_->tag_bytes() : 0))).U32(trailer);
  rtcp_streams_.Mark(ssrc, index);
  ++rtcp_packets_;
  return size + growth;
}

}  // namespace ossicle::secure
