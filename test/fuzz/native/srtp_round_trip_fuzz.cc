// Any bytes as a packet: what a sender protects comes back the same, once, and not with a bit changed.
#include <cstdlib>
#include <memory>

#include "hex_seed.h"
#include "secure/srtp_receiver.h"
#include "secure/srtp_sender.h"

using namespace ossicle;
using namespace ossicle::secure;

namespace {

using ByteVector = std::vector<std::uint8_t>;

void Require(bool holds) {
  if (!holds) std::abort();
}

/// In a buffer of exactly the size that is needed, so that the sanitizer sees what is written beyond it.
ByteVector Protected(SrtpSender& sender, SrtpKind kind, const SrtpSuiteDescription& suite, const ByteVector& plain) {
  const std::size_t growth = kind == SrtpKind::kRtp ? suite.rtp_tag_bytes : suite.rtcp_tag_bytes + 4;
  ByteVector packet = plain;
  packet.resize(plain.size() + growth);
  const Result<std::size_t> size =
      kind == SrtpKind::kRtp ? sender.Protect(packet, plain.size()) : sender.ProtectRtcp(packet, plain.size());
  Require(!size.ok() || size.value() == packet.size());
  return size.ok() ? packet : ByteVector();
}

SrtpOpened Open(SrtpReceiver& receiver, SrtpKind kind, ByteVector& datagram) {
  return kind == SrtpKind::kRtp ? receiver.Unprotect(datagram) : receiver.UnprotectRtcp(datagram);
}

void RoundTrip(const SrtpSuiteDescription& suite, SrtpKind kind, const ByteVector& plain) {
  const ByteVector secret(suite.master_bytes(), 0x5A);
  const SrtpMasterKey key = SrtpMasterKey::From(suite.suite, secret).value();
  const auto sender = SrtpSender::Make(key).value();
  const auto receiver = SrtpReceiver::Make(key).value();
  const ByteVector sent = Protected(*sender, kind, suite, plain);
  if (sent.empty()) return;
  ByteVector datagram = sent;
  datagram[plain.size() / 2] = static_cast<std::uint8_t>(datagram[plain.size() / 2] ^ 0x10);
  Require(Open(*receiver, kind, datagram).verdict != SrtpVerdict::kAccepted);
  datagram = sent;
  const SrtpOpened opened = Open(*receiver, kind, datagram);
  Require(opened.verdict == SrtpVerdict::kAccepted && opened.size == plain.size());
  datagram.resize(opened.size);
  Require(datagram == plain);
  datagram = sent;
  Require(Open(*receiver, kind, datagram).verdict == SrtpVerdict::kReplayed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteVector plain = fuzz::DecodeSeed(data, size);
  for (const SrtpSuiteDescription& suite : SrtpSuites()) {
    RoundTrip(suite, SrtpKind::kRtp, plain);
    RoundTrip(suite, SrtpKind::kRtcp, plain);
  }
  return 0;
}
