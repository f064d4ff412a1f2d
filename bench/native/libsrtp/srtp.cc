// SRTP of libsrtp2: bench_libsrtp_srtp SUITE SESSIONS ROUND_MS
#include <srtp2/srtp.h>

#include <string>

#include "srtp_program.h"

namespace {

srtp_profile_t ProfileOf(const std::string& suite) {
  if (suite == "AES_CM_128_HMAC_SHA1_32") return srtp_profile_aes128_cm_sha1_32;
  if (suite == "AEAD_AES_128_GCM") return srtp_profile_aead_aes_128_gcm;
  if (suite == "AEAD_AES_256_GCM") return srtp_profile_aead_aes_256_gcm;
  return srtp_profile_aes128_cm_sha1_80;
}

class Line {
 public:
  explicit Line(const char* suite) : out_(Make(suite, ssrc_any_outbound)), in_(Make(suite, ssrc_any_inbound)) {}
  std::size_t Protect(std::uint8_t* bytes, std::size_t size) {
    int count = static_cast<int>(size);
    return srtp_protect(out_, bytes, &count) == srtp_err_status_ok ? static_cast<std::size_t>(count) : 0;
  }
  std::size_t Unprotect(std::uint8_t* bytes, std::size_t size) {
    int count = static_cast<int>(size);
    return srtp_unprotect(in_, bytes, &count) == srtp_err_status_ok ? static_cast<std::size_t>(count) : 0;
  }

 private:
  static srtp_t Make(const char* suite, srtp_ssrc_type_t direction) {
    [[maybe_unused]] static const bool started = srtp_init() == srtp_err_status_ok;
    unsigned char secret[64];
    std::memset(secret, 7, sizeof secret);
    srtp_policy_t policy{};
    srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, ProfileOf(suite));
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, ProfileOf(suite));
    policy.ssrc.type = direction;
    policy.key = secret;
    policy.window_size = 128;
    srtp_t session = nullptr;
    if (srtp_create(&session, &policy) != srtp_err_status_ok) std::exit(1);
    return session;
  }

  srtp_t out_, in_;
};

}  // namespace

int main(int argc, char** argv) { return bench::RunSrtp<Line>(argc, argv); }
