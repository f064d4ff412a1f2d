// Our DTMF detector; dtmf_program.h says what it is asked.
#include "dsp/dtmf_detector.h"
#include "dtmf_program.h"

namespace {

class Receiver {
 public:
  explicit Receiver(bool dial_tone) : detector_(8000, {.dial_tone_filter = dial_tone}) {}

  void Process(std::span<const std::int16_t> frame, std::string& digits) {
    detector_.Process(frame);
    if (const auto digit = detector_.started()) digits += *digit;
  }

 private:
  ossicle::dsp::DtmfDetector detector_;
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::DtmfProgram<Receiver>(argc, argv); }
