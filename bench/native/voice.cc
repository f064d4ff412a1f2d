// Our voice detector; voice_program.h says what it is asked.
#include "voice_program.h"

#include "dsp/voice_detector.h"

namespace {

struct Ours {
  static constexpr std::size_t kFrame = 128;
  static constexpr std::size_t kDelay = 128;  // the network answers for the frame before
  static constexpr int kParts = 1;
  float Process(const std::int16_t* frame) {
    detector.Process(ossicle::ConstSamples(frame, kFrame));
    return detector.probability();
  }
  ossicle::dsp::VoiceDetector detector{8000};
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::VoiceProgram<Ours>::Run(argc, argv); }
