// Hostile datagrams, as RTP and as RTCP, under every suite and through a change of keys: none is accepted, none is
// changed, and afterwards the peer is understood as before.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "hex_seed.h"
#include "secure/srtp_session.h"

using namespace ossicle;
using namespace ossicle::secure;

namespace {

SrtpMasterKey KeyOf(SrtpSuite suite, std::uint8_t filling) {
  const std::vector<std::uint8_t> secret(Describe(suite).master_bytes(), filling);
  return SrtpMasterKey::From(suite, secret).value();
}

void Require(bool holds) {
  if (!holds) std::abort();
}

void Refuse(SrtpSession& session, const std::vector<std::uint8_t>& datagram) {
  std::vector<std::uint8_t> copy = datagram;
  Require(session.Unprotect(copy, {}).empty() && copy == datagram);
  Require(session.UnprotectRtcp(copy, {}).empty() && copy == datagram);
}

/// The peer's next packet, with the sequence number that `count` gives.
void Accept(SrtpSession& session, SrtpSender& peer, std::uint8_t count) {
  std::array<std::uint8_t, 64> buffer{0x80, 0, 0, count, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
  const std::array<std::uint8_t, 64> plain = buffer;
  const std::size_t size = peer.Protect(buffer, 32).value();
  const MutableBytes opened = session.Unprotect(MutableBytes(buffer).first(size), {});
  Require(opened.size() == 32 && std::equal(opened.begin(), opened.end(), plain.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> datagram = fuzz::DecodeSeed(data, size);
  for (const SrtpSuiteDescription& suite : SrtpSuites()) {
    const SrtpMasterKey ours = KeyOf(suite.suite, 1), first = KeyOf(suite.suite, 2), second = KeyOf(suite.suite, 3);
    const auto session = SrtpSession::Make(ours, first).value();
    const auto peer = SrtpSender::Make(first).value(), renewed = SrtpSender::Make(second).value();
    Refuse(*session, datagram);
    Accept(*session, *peer, 1);
    Refuse(*session, datagram);
    session->Renew(*SrtpSession::Make(ours, second).value(), {});
    Refuse(*session, datagram);
    Accept(*session, *peer, 2);
    Accept(*session, *renewed, 3);
    Refuse(*session, datagram);
  }
  return 0;
}
