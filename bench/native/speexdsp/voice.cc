// The detector in speexdsp's preprocessor; voice_program.h says what it is asked.
#include "voice_program.h"

#include <speex/speex_preprocess.h>

namespace {

class Preprocessor {
 public:
  static constexpr std::size_t kFrame = 160;
  static constexpr std::size_t kDelay = 0;
  static constexpr int kParts = 1;
  Preprocessor() : state_(speex_preprocess_state_init(kFrame, 8000)) {
    int on = 1, off = 0;
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_SET_VAD, &on);
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_SET_DENOISE, &off);
  }
  ~Preprocessor() { speex_preprocess_state_destroy(state_); }
  Preprocessor(const Preprocessor&) = delete;
  Preprocessor& operator=(const Preprocessor&) = delete;
  float Process(const std::int16_t* frame) {
    std::copy(frame, frame + kFrame, copy_);
    speex_preprocess_run(state_, copy_);
    int percent = 0;
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_GET_PROB, &percent);
    return static_cast<float>(percent) / 100;
  }

 private:
  SpeexPreprocessState* state_;
  std::int16_t copy_[kFrame];
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::VoiceProgram<Preprocessor>::Run(argc, argv); }
