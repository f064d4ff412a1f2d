// The DTMF receiver of libspandsp as it comes; dtmf_program.h says what it is asked.
#include "dtmf_program.h"

// libspandsp's headers include nothing of each other, so their order matters.
// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
// clang-format on

namespace {

class Receiver {
 public:
  explicit Receiver(bool dial_tone) : state_(dtmf_rx_init(nullptr, nullptr, nullptr)) {
    dtmf_rx_parms(state_, dial_tone ? 1 : 0, -1, -1, -99);  // all else as it comes
  }
  ~Receiver() { dtmf_rx_free(state_); }
  Receiver(const Receiver&) = delete;

  void Process(std::span<const std::int16_t> frame, std::string& digits) {
    dtmf_rx(state_, frame.data(), static_cast<int>(frame.size()));
    char heard[MAX_DTMF_DIGITS + 1];
    digits.append(heard, dtmf_rx_get(state_, heard, MAX_DTMF_DIGITS));
  }

 private:
  dtmf_rx_state_t* const state_;
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::DtmfProgram<Receiver>(argc, argv); }
