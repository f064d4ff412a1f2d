// Our DTMF detector; dtmf_program.h says what it is asked.
#include "dsp/dtmf_detector.h"
#include "dtmf_program.h"

namespace {

class Receiver {
 public:
  void Process(std::span<const std::int16_t> frame, std::string& digits) {
    detector_.Process(frame);
    if (const auto digit = detector_.started()) digits += *digit;
  }

 private:
  ossicle::dsp::DtmfDetector detector_{8000};
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::DtmfProgram<Receiver>(argc, argv); }
