// SRTP of ours: bench_srtp SUITE SESSIONS ROUND_MS
#include "secure/srtp_session.h"
#include "srtp_program.h"

namespace {

using namespace ossicle;

class Line {
 public:
  explicit Line(const char* suite) : session_(Make(suite)) {}
  std::size_t Protect(std::uint8_t* bytes, std::size_t size) {
    const auto grown = session_->Protect({bytes, size + secure::kMaxSrtpGrowth}, size);
    return grown.ok() ? grown.value() : 0;
  }
  std::size_t Unprotect(std::uint8_t* bytes, std::size_t size) { return session_->Unprotect({bytes, size}, {}).size(); }

 private:
  static std::unique_ptr<secure::SrtpSession> Make(const char* name) {
    const secure::SrtpSuite suite = secure::FindSrtpSuite(name).value();
    const std::vector<std::uint8_t> secret(secure::Describe(suite).master_bytes(), 7);
    const secure::SrtpMasterKey key = secure::SrtpMasterKey::From(suite, secret).value();
    return secure::SrtpSession::Make(key, key).value();
  }

  std::unique_ptr<secure::SrtpSession> session_;
};

}  // namespace

int main(int argc, char** argv) { return bench::RunSrtp<Line>(argc, argv); }
