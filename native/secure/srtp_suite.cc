#include "secure/srtp_suite.h"

#include <algorithm>
#include <array>

namespace ossicle::secure {
namespace {

constexpr std::array<SrtpSuiteDescription, 4> kSuites{{
    {SrtpSuite::kAesCm128HmacSha1_80, "AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10, false},
    {SrtpSuite::kAesCm128HmacSha1_32, "AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10, false},
    {SrtpSuite::kAeadAes128Gcm, "AEAD_AES_128_GCM", 16, 12, 16, 16, true},
    {SrtpSuite::kAeadAes256Gcm, "AEAD_AES_256_GCM", 32, 12, 16, 16, true},
}};

}  // namespace

std::span<const SrtpSuiteDescription> SrtpSuites() { return kSuites; }

const SrtpSuiteDescription& Describe(SrtpSuite suite) { return kSuites[static_cast<std::size_t>(suite)]; }

std::optional<SrtpSuite> FindSrtpSuite(std::string_view name) {
  const auto found = std::ranges::find(kSuites, name, &SrtpSuiteDescription::name);
  if (found == kSuites.end()) return {};
  return found->suite;
}

}  // namespace ossicle::secure
