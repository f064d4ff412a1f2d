#pragma once

#include "line.h"
#include "secure/srtp_session.h"

namespace ossicle::bench {

/// SRTP of ours, because libsrtp's costs more than everything else that the load and the floor do; that others agree
/// with it is what tests are for. The two legs of a pair speak different suites, so that nobody can pass packets on as
/// they are.
class SrtpLine {
 public:
  static constexpr bool kKeyed = true;

  SrtpLine(std::size_t leg, const std::string& send_key, const std::string& receive_key)
      : session_(secure::SrtpSession::Make(Key(leg, send_key), Key(leg, receive_key)).value()) {}

  std::size_t Protect(std::uint8_t* bytes, std::size_t size) {
    const auto grown = session_->Protect({bytes, size + kMaxTrailer}, size);
    return grown.ok() ? grown.value() : 0;
  }
  std::size_t Unprotect(std::uint8_t* bytes, std::size_t size) { return session_->Unprotect({bytes, size}, {}).size(); }

 private:
  static secure::SrtpMasterKey Key(std::size_t leg, const std::string& hex) {
    const auto suite = leg % 2 == 0 ? secure::SrtpSuite::kAesCm128HmacSha1_80 : secure::SrtpSuite::kAesCm128HmacSha1_32;
    std::vector<std::uint8_t> secret;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
      secret.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return secure::SrtpMasterKey::From(suite, secret).value();
  }

  std::unique_ptr<secure::SrtpSession> session_;
};

}  // namespace ossicle::bench
