#include "secure/srtp_keys.h"

#include "secure/aes_counter.h"

namespace ossicle::secure {
namespace {

constexpr std::uint8_t kEncryption = 0, kAuthentication = 1, kSalting = 2, kFirstRtcpLabel = 3;

/// The first bytes of the keystream from the counter block that `label` and the salt make.
void Derive(const AesCounter& generator, const SrtpMasterKey& master, int label, MutableBytes out) {
  SecretBytes<16> counter, block;  // a salt of 12 bytes is followed by zeros (RFC 7714 section 11)
  const MutableBytes input = counter.Resize(16);
  std::ranges::copy(master.salt.view(), input.begin());
  input[7] ^= static_cast<std::uint8_t>(label);
  for (std::size_t done = 0; done < out.size(); done += 16, ++input[15]) {
    generator.EncryptBlock(input.data(), block.Resize(16).data());
    std::ranges::copy(block.view().first(std::min<std::size_t>(16, out.size() - done)), out.subspan(done).begin());
  }
}

}  // namespace

std::optional<SrtpMasterKey> SrtpMasterKey::From(SrtpSuite suite, Bytes secret) {
  const SrtpSuiteDescription& description = Describe(suite);
  if (secret.size() != description.master_bytes()) return {};
  SrtpMasterKey master;
  master.suite = suite;
  master.key = SecretBytes<kMaxSrtpKeyBytes>(secret.first(description.key_bytes));
  master.salt = SecretBytes<kMaxSrtpSaltBytes>(secret.subspan(description.key_bytes));
  return master;
}

bool SrtpMasterKey::operator==(const SrtpMasterKey& other) const {
  return suite == other.suite && SameSecret(key.view(), other.key.view()) && SameSecret(salt.view(), other.salt.view());
}

SrtpSessionKeys DeriveSessionKeys(const SrtpMasterKey& master, SrtpKind kind) {
  const SrtpSuiteDescription& suite = Describe(master.suite);
  const int first = kind == SrtpKind::kRtp ? 0 : kFirstRtcpLabel;
  const AesCounter generator(master.key.view());
  SrtpSessionKeys keys;
  if (!generator.ok()) return keys;
  Derive(generator, master, first + kEncryption, keys.key.Resize(suite.key_bytes));
  Derive(generator, master, first + kSalting, keys.salt.Resize(suite.salt_bytes));
  if (!suite.aead) Derive(generator, master, first + kAuthentication, keys.authentication.Resize(20));
  return keys;
}

}  // namespace ossicle::secure
