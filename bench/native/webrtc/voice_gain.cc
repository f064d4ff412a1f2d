// Gain control beside WebRTC's AGC2 and speexdsp's AGC: voice_gain QUICK FILE...
#include <speex/speex_preprocess.h>

#include "dsp/gain_control.h"
#include "dsp/voice_frames.h"
#include "voice_scene.h"

namespace bench {
namespace {

class Ours final : public Engine {
 public:
  void Process(const std::int16_t*, std::int16_t* near) override {
    frames_.Replace(std::span(near, kBlock), [&](std::span<float> block) { control_.Process(block); });
  }

 private:
  ossicle::dsp::VoiceFrames frames_{kRateHz};
  ossicle::dsp::GainControl control_{{.sample_rate_hz = kRateHz, .frame_samples = kBlock}};
};

class Speex final : public Engine {
 public:
  Speex() : state_(speex_preprocess_state_init(kBlock, kRateHz)) {
    int on = 1, off = 0;
    float level = 32768 * FactorOf(-23);
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_SET_DENOISE, &off);
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_SET_AGC, &on);
    speex_preprocess_ctl(state_, SPEEX_PREPROCESS_SET_AGC_LEVEL, &level);
  }
  ~Speex() override { speex_preprocess_state_destroy(state_); }
  void Process(const std::int16_t*, std::int16_t* near) override { speex_preprocess_run(state_, near); }

 private:
  SpeexPreprocessState* state_;
};

std::unique_ptr<Engine> MakeAgc2() {
  webrtc::AudioProcessing::Config config = BareModule::Nothing();
  config.gain_controller2.enabled = true;
  config.gain_controller2.adaptive_digital.enabled = true;
  return std::make_unique<BareModule>(config);
}

double PeakDb(const Pcm& pcm, std::size_t from) {
  int largest = 1;
  for (std::size_t i = from; i < pcm.size(); ++i) largest = std::max(largest, std::abs(int{pcm[i]}));
  return 20 * std::log10(largest / 32768.0);
}

template <typename Make>
void Measure(const char* name, const ossicle::bench::SpeechCorpus& corpus, double seconds, Make make) {
  double us = 0;
  for (const double dbov : {-40.0, -30.0, -20.0, -10.0}) {
    const std::string scene = "speech " + std::to_string(static_cast<int>(dbov)) + " dBov";
    Signal speech = SpeechOf(corpus, 0, seconds, dbov);
    const Signal room = NoiseOf(NoiseColour::kPink, seconds, -75, 3);
    for (std::size_t i = 0; i < speech.size(); ++i) speech[i] += room[i];
    const Run run = Through(*make(), {}, ToPcm(speech));
    const Signal out = ToSignal(run.out);
    Say(scene, name, "level", SpeechLevelOf(&out[SamplesIn(3)], out.size() - SamplesIn(3)));
    Say(scene, name, "peak", PeakDb(run.out, 0));
    us = run.us;
  }
  Say("speech -10 dBov", name, "us", us);
  for (const auto& [scene, dbov] : {std::pair{"pink noise -60 dBov", -60.0}, std::pair{"pink noise -45 dBov", -45.0}}) {
    const Pcm noise = ToPcm(NoiseOf(NoiseColour::kPink, seconds, dbov, 4));
    const Signal in = ToSignal(noise), out = ToSignal(Through(*make(), {}, noise).out);
    const std::size_t from = SamplesIn(seconds / 2), count = in.size() - from;
    Say(scene, name, "noise", DbOf(PowerOf(&out[from], count)) - DbOf(PowerOf(&in[from], count)));
  }
  // Ten seconds of faint speech over noise, then noise alone.
  Signal after = SpeechOf(corpus, 0, 10, -40);
  after.resize(SamplesIn(20));
  const Signal noise = NoiseOf(NoiseColour::kPink, 20, -60, 5);
  for (std::size_t i = 0; i < after.size(); ++i) after[i] += noise[i];
  const Signal lifted = ToSignal(Through(*make(), {}, ToPcm(after)).out);
  const std::size_t from = SamplesIn(12), count = after.size() - from;
  Say("noise -60 dBov after speech", name, "noise", DbOf(PowerOf(&lifted[from], count)) - DbOf(PowerOf(&noise[from], count)));
  // Faint speech, then loud at once.
  Signal jump = SpeechOf(corpus, 0, 8, -40);
  const Signal loud = SpeechOf(corpus, 8, 4, -10);
  jump.insert(jump.end(), loud.begin(), loud.end());
  Say("from -40 to -10 dBov", name, "peak", PeakDb(Through(*make(), {}, ToPcm(jump)).out, SamplesIn(8)));
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  using namespace bench;
  if (argc < 3) return 2;
  const ossicle::bench::SpeechCorpus corpus(FilesOf(argc, argv), kRateHz);
  const double seconds = argv[1][0] == '1' ? 15 : 40;
  Measure("ours", corpus, seconds, [] { return std::make_unique<Ours>(); });
  Measure("webrtc", corpus, seconds, [] { return MakeAgc2(); });
  Measure("speexdsp", corpus, seconds, [] { return std::make_unique<Speex>(); });
  std::puts("end");
  return 0;
}
