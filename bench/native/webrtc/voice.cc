// WebRTC's detector of Gaussian mixtures; voice_program.h says what it is asked. It answers yes or no; its four modes of
// aggressiveness, each stricter than the one before, make a score: how many of them say yes.
#include "voice_program.h"

#include "common_audio/vad/include/webrtc_vad.h"

namespace {

class GaussianMixtures {
 public:
  static constexpr std::size_t kFrame = 160;
  static constexpr std::size_t kDelay = 0;
  static constexpr int kParts = 4;
  GaussianMixtures() {
    for (int mode = 0; mode < 4; ++mode) {
      modes_[mode] = WebRtcVad_Create();
      WebRtcVad_Init(modes_[mode]);
      WebRtcVad_set_mode(modes_[mode], mode);
    }
  }
  ~GaussianMixtures() {
    for (VadInst* mode : modes_) WebRtcVad_Free(mode);
  }
  GaussianMixtures(const GaussianMixtures&) = delete;
  GaussianMixtures& operator=(const GaussianMixtures&) = delete;
  /// 0.5 is the second mode.
  float Process(const std::int16_t* frame) {
    int yes = 0;
    for (VadInst* mode : modes_) yes += WebRtcVad_Process(mode, 8000, frame, kFrame) == 1 ? 1 : 0;
    return static_cast<float>(yes) / 4;
  }

 private:
  VadInst* modes_[4];
};

}  // namespace

int main(int argc, char** argv) { return ossicle::bench::VoiceProgram<GaussianMixtures>::Run(argc, argv); }
