#include "secure/srtp_receiver.h"

#include "core/sequence.h"
#include "secure/srtp_packet.h"

namespace ossicle::secure {
namespace {

constexpr std::int64_t kRtpIndices = std::int64_t{1} << 48;

}  // namespace

SrtpReceiver::SrtpReceiver(const SrtpMasterKey& key)
    : key_(key), rtp_(SrtpCipher::Make(key, SrtpKind::kRtp)), rtcp_(SrtpCipher::Make(key, SrtpKind::kRtcp)) {}

Result<std::unique_ptr<SrtpReceiver>> SrtpReceiver::Make(const SrtpMasterKey& key) {
  std::unique_ptr<SrtpReceiver> receiver(new SrtpReceiver(key));
  if (!receiver->rtp_ || !receiver->rtcp_) return Status(StatusCode::kUnsupported, "OpenSSL has no AES");
  return receiver;
}

void SrtpReceiver::Expect(const SrtpReceiver& before) {
  before.rtp_streams_.ForEach([&](Ssrc ssrc, std::int64_t highest) { expected_.Mark(ssrc, highest); });
}

SrtpOpened SrtpReceiver::Unprotect(MutableBytes datagram) {
  const std::size_t tag_bytes = rtp_->tag_bytes();
  if (datagram.size() < tag_bytes) return {};
  const MutableBytes packet = datagram.first(datagram.size() - tag_bytes);
  const SrtpHeader header = ReadSrtpHeader(packet);
  if (header.size == 0) return {};
  const SrtpParts parts{packet, header.size};
  const std::uint8_t* tag = datagram.data() + packet.size();

  std::optional<std::int64_t> index;
  if (const ReplayWindow* come = rtp_streams_.Find(header.ssrc)) {
    const std::int64_t guess = SequenceUnwrapper(come->highest()).Peek(header.sequence_number);
    if (!come->IsNew(guess)) return {SrtpVerdict::kReplayed};
    if (OpenAt(header.ssrc, guess, parts, tag)) index = guess;
  } else {
    index = Join(header.ssrc, header.sequence_number, parts, tag);
  }
  if (!index) return {SrtpVerdict::kForged};
  rtp_streams_.Mark(header.ssrc, *index);
  return {SrtpVerdict::kAccepted, packet.size()};
}

std::optional<std::int64_t> SrtpReceiver::Join(Ssrc ssrc, std::uint16_t sequence_number, SrtpParts parts,
                                               const std::uint8_t* tag) {
  if (const ReplayWindow* before = expected_.Find(ssrc)) {
    const std::int64_t guess = SequenceUnwrapper(before->highest()).Peek(sequence_number);
    if (OpenAt(ssrc, guess, parts, tag)) return guess;
  }
  for (std::int64_t rollover = 0; rollover < kLateRollovers; ++rollover) {
    const std::int64_t guess = rollover << 16 | sequence_number;
    if (OpenAt(ssrc, guess, parts, tag)) return guess;
  }
  return {};
}

bool SrtpReceiver::OpenAt(Ssrc ssrc, std::int64_t index, SrtpParts parts, const std::uint8_t* tag) {
  if (index < 0 || index >= kRtpIndices) return false;
  const auto position = static_cast<std::uint64_t>(index);
  parts.trailer = static_cast<std::uint32_t>(position >> 16);
  return rtp_->Open({ssrc, position}, parts, tag);
}

/// RFC 7714 section 9.2 puts the tag before the index, RFC 3711 section 3.4 behind it.
SrtpReceiver::RtcpLayout SrtpReceiver::LayoutOf(MutableBytes datagram) const {
  const std::size_t tag_bytes = rtcp_->tag_bytes();
  const bool tag_first = Describe(key_.suite).aead;
  const std::size_t size = datagram.size() - tag_bytes - kSrtcpIndexBytes;
  const std::uint8_t* end = datagram.data() + size;
  ByteReader trailer(Bytes(end + (tag_first ? tag_bytes : 0), kSrtcpIndexBytes));
  return {datagram.first(size), trailer.U32(), end + (tag_first ? 0 : kSrtcpIndexBytes)};
}

SrtpOpened SrtpReceiver::UnprotectRtcp(MutableBytes datagram) {
  if (datagram.size() < kSrtcpClearBytes + kSrtcpIndexBytes + rtcp_->tag_bytes()) return {};
  const RtcpLayout layout = LayoutOf(datagram);
  Ssrc ssrc;
  if (!ReadSrtcpSender(layout.packet, ssrc)) return {};
  const std::uint32_t index = layout.trailer & ~kSrtcpEncrypted;
  const ReplayWindow* come = rtcp_streams_.Find(ssrc);
  if (come && !come->IsNew(index)) return {SrtpVerdict::kReplayed};
  // A sender may leave reports readable; they are authenticated all the same.
  const bool encrypted = (layout.trailer & kSrtcpEncrypted) != 0;
  const std::size_t clear = encrypted ? kSrtcpClearBytes : layout.packet.size();
  if (!rtcp_->Open({ssrc, index}, {layout.packet, clear, layout.trailer}, layout.tag)) return {SrtpVerdict::kForged};
  rtcp_streams_.Mark(ssrc, index);
  return {SrtpVerdict::kAccepted, layout.packet.size()};
}

}  // namespace ossicle::secure
