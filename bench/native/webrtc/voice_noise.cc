// Noise suppression beside WebRTC's own and speexdsp's: voice_noise QUICK FILE...
#include <speex/speex_preprocess.h>

#include "band_snr.h"
#include "dsp/noise_suppressor.h"
#include "dsp/voice_frames.h"
#include "voice_scene.h"

namespace bench {
namespace {

class Ours final : public Engine {
 public:
  Ours() : suppressor_(std::move(ossicle::dsp::NoiseSuppressor::Create({.sample_rate_hz = kRateHz})).value()) {}
  void Process(const std::int16_t*, std::int16_t* near) override {
    frames_.Replace(std::span(near, kBlock), [&](std::span<float> block) { suppressor_->Process(block); });
  }

 private:
  ossicle::dsp::VoiceFrames frames_{kRateHz};
  std::unique_ptr<ossicle::dsp::NoiseSuppressor> suppressor_;
};

class Speex final : public Engine {
 public:
  Speex() : state_(speex_preprocess_state_init(kBlock, kRateHz)) {}
  ~Speex() override { speex_preprocess_state_destroy(state_); }
  void Process(const std::int16_t*, std::int16_t* near) override { speex_preprocess_run(state_, near); }

 private:
  SpeexPreprocessState* state_;
};

std::unique_ptr<Engine> MakeBare() {
  webrtc::AudioProcessing::Config config = BareModule::Nothing();
  config.noise_suppression.enabled = true;
  config.noise_suppression.level = webrtc::AudioProcessing::Config::NoiseSuppression::kModerate;
  return std::make_unique<BareModule>(config);
}

struct Named {
  const char* name;
  std::unique_ptr<Engine> (*make)();
  std::size_t late;  ///< Of the output, in samples.
};

const Named kEngines[] = {
    {"ours", [] { return std::unique_ptr<Engine>(std::make_unique<Ours>()); }, 96},
    {"webrtc", MakeBare, 96},
    {"speexdsp", [] { return std::unique_ptr<Engine>(std::make_unique<Speex>()); }, 160},
};

/// The first seconds, in which all learn the noise, do not count.
constexpr double kLearningSeconds = 5;

void Measure(const std::string& scene, const Signal& clean, const Signal& noisy, bool is_clean) {
  const Pcm in = ToPcm(noisy);
  const BandFigures before = CompareBands(clean, ToSignal(in), 0, SamplesIn(kLearningSeconds));
  for (const Named& named : kEngines) {
    const Run run = Through(*named.make(), {}, in);
    const BandFigures after = CompareBands(clean, ToSignal(run.out), named.late, SamplesIn(kLearningSeconds));
    if (is_clean) {
      Say(scene, named.name, "harm", after.change_db);
    } else {
      Say(scene, named.name, "gain", after.snr_db - before.snr_db);
    }
    Say(scene, named.name, "us", run.us);
  }
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  using namespace bench;
  if (argc < 3) return 2;
  const bool quick = argv[1][0] == '1';
  const ossicle::bench::SpeechCorpus corpus(FilesOf(argc, argv), kRateHz);
  const double seconds = quick ? 20 : 60;
  const Signal clean = SpeechOf(corpus, 0, seconds, -26);
  Signal faint = clean;
  const Signal hiss = NoiseOf(NoiseColour::kPink, seconds, -80, 1);
  for (std::size_t i = 0; i < faint.size(); ++i) faint[i] += hiss[i];
  Measure("clean", faint, faint, true);
  for (const auto& [colour, name] : {std::pair{NoiseColour::kWhite, "white"}, std::pair{NoiseColour::kPink, "pink"}}) {
    for (const int snr_db : {-5, 0, 5, 10, 15, 20}) {
      if (quick && snr_db % 10 != 0) continue;
      Signal noisy = clean;
      const Signal noise = NoiseOf(colour, seconds, -26.0 - snr_db, 2);
      for (std::size_t i = 0; i < noisy.size(); ++i) noisy[i] += noise[i];
      Measure(std::string(name) + " " + std::to_string(snr_db) + " dB", clean, noisy, false);
    }
  }
  std::puts("end");
  return 0;
}
