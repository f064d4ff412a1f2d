// Echo cancelling beside bare AEC3 and speexdsp's MDF with its residual suppressor: voice_echo QUICK FILE...
#include <speex/speex_echo.h>
#include <speex/speex_preprocess.h>

#include "dsp/echo_canceller.h"
#include "dsp/voice_frames.h"
#include "image_room.h"
#include "voice_scene.h"

namespace bench {
namespace {

class Ours final : public Engine {
 public:
  Ours() : canceller_(std::move(ossicle::dsp::EchoCanceller::Create(kRateHz)).value()) {}
  void Process(const std::int16_t* far, std::int16_t* near) override {
    frames_.Replace(std::span(far, kBlock), std::span(near, kBlock),
                    [&](std::span<const float> reference, std::span<float> block) {
                      canceller_->Process(reference, block);
                    });
  }
  const ossicle::dsp::EchoCanceller& canceller() const { return *canceller_; }

 private:
  ossicle::dsp::VoiceFrames frames_{kRateHz};
  std::unique_ptr<ossicle::dsp::EchoCanceller> canceller_;
};

/// A tail of 256 ms: it finds no delay by itself.
class Speex final : public Engine {
 public:
  Speex() : echo_(speex_echo_state_init(kBlock, kRateHz / 4)), residual_(speex_preprocess_state_init(kBlock, kRateHz)) {
    int rate = kRateHz, off = 0;
    speex_echo_ctl(echo_, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
    speex_preprocess_ctl(residual_, SPEEX_PREPROCESS_SET_DENOISE, &off);
    speex_preprocess_ctl(residual_, SPEEX_PREPROCESS_SET_ECHO_STATE, echo_);
  }
  ~Speex() override {
    speex_preprocess_state_destroy(residual_);
    speex_echo_state_destroy(echo_);
  }
  void Process(const std::int16_t* far, std::int16_t* near) override {
    std::int16_t out[kBlock];
    speex_echo_cancellation(echo_, near, far, out);
    speex_preprocess_run(residual_, out);
    std::copy(out, out + kBlock, near);
  }

 private:
  SpeexEchoState* echo_;
  SpeexPreprocessState* residual_;
};

std::unique_ptr<Engine> MakeBare() {
  webrtc::AudioProcessing::Config config = BareModule::Nothing();
  config.echo_canceller.enabled = true;
  return std::make_unique<BareModule>(config);
}

struct Scene {
  const char* name;
  Room room;
  double delay_ms;
  double later_delay_ms;  ///< From half of the scene on.
  bool nonlinear;
  bool double_talk;       ///< From half of the scene on.
};

const Room kSmall = {{3.2, 2.6, 2.5}, {1.2, 1.0, 0.9}, {1.6, 1.4, 1.1}, 0.2};
const Room kLarge = {{7.5, 5.2, 3.0}, {2.0, 2.2, 1.0}, {3.8, 3.0, 1.2}, 0.45};

const Scene kScenes[] = {
    {"small room, 30 ms", kSmall, 30, 30, false, false},
    {"small room, 30 ms, double talk", kSmall, 30, 30, false, true},
    {"small room, 30 ms, nonlinear loudspeaker", kSmall, 30, 30, true, false},
    {"large room, 120 ms", kLarge, 120, 120, false, false},
    {"small room, 30 ms, later 130 ms", kSmall, 30, 130, false, false},
};

constexpr double kEchoLossDb = 6;

Signal EchoOf(const Signal& far, const Scene& scene) {
  const Signal response = ResponseOf(scene.room);
  Signal played = far, echo(far.size());
  if (scene.nonlinear)
    for (float& x : played) x = std::tanh(4 * x) / 4;
  for (std::size_t i = 0; i < echo.size(); ++i) {
    const double delay_ms = i < echo.size() / 2 ? scene.delay_ms : scene.later_delay_ms;
    const std::size_t delay = SamplesIn(delay_ms / 1000);
    if (i < delay) continue;
    const std::size_t count = std::min(response.size(), i - delay + 1);
    float lanes[8] = {};
    const float* const newest = &played[i - delay];
    std::size_t k = 0;
    for (; k + 8 <= count; k += 8)
      for (std::size_t l = 0; l < 8; ++l) lanes[l] += response[k + l] * newest[-static_cast<std::ptrdiff_t>(k + l)];
    float sum = 0;
    for (; k < count; ++k) sum += response[k] * newest[-static_cast<std::ptrdiff_t>(k)];
    for (const float lane : lanes) sum += lane;
    echo[i] = FactorOf(-kEchoLossDb) * sum;
  }
  return echo;
}

double EnhancementDb(const Signal& before, const Signal& after, double from_s, double to_s) {
  const std::size_t from = SamplesIn(from_s), count = SamplesIn(to_s) - from;
  return DbOf(PowerOf(&before[from], count)) - DbOf(PowerOf(&after[from], count));
}

/// Seconds until one second on end is weaker by 15 dB; the whole scene when that never is.
double SecondsUntil15Db(const Signal& before, const Signal& after, double from_s, double to_s) {
  for (double at = from_s; at + 1 <= to_s; at += 0.1)
    if (EnhancementDb(before, after, at, at + 1) >= 15) return at - from_s;
  return to_s - from_s;
}

/// By how much the near end is weaker in `after`: what of it fits to `near` at the best delay.
double NearDb(const Signal& near, const Signal& after, std::size_t from) {
  double best = 0;
  for (std::size_t late = 0; late < 400; ++late) {
    double product = 0, power = 0;
    for (std::size_t i = from; i + late < near.size(); i += 3) {
      product += double{near[i]} * after[i + late];
      power += double{near[i]} * near[i];
    }
    best = std::max(best, product / power);
  }
  return 20 * std::log10(best + 1e-9);
}

void Measure(const Scene& scene, const ossicle::bench::SpeechCorpus& corpus, double seconds) {
  const double half = seconds / 2;
  const Signal far = SpeechOf(corpus, 0, seconds, -20);
  const Signal echo = EchoOf(ToSignal(ToPcm(far)), scene);
  Signal near = SpeechOf(corpus, 200, seconds, -26);
  for (std::size_t i = 0; i < near.size(); ++i) near[i] *= scene.double_talk && i >= near.size() / 2 ? 1.0f : 0.0f;
  Signal heard = NoiseOf(NoiseColour::kPink, seconds, -70, 9);
  for (std::size_t i = 0; i < heard.size(); ++i) heard[i] += echo[i] + near[i];
  const Pcm played = ToPcm(far), microphone = ToPcm(heard);
  const auto measure = [&](const char* name, Engine& engine) {
    const Run run = Through(engine, played, microphone);
    const Signal out = ToSignal(run.out);
    if (scene.double_talk) {
      Say(scene.name, name, "near", NearDb(near, out, SamplesIn(half)));
    } else {
      Say(scene.name, name, "ERLE", EnhancementDb(heard, out, seconds * 0.75, seconds));
      const double from = scene.delay_ms == scene.later_delay_ms ? 0 : half;
      Say(scene.name, name, "time", SecondsUntil15Db(heard, out, from, seconds));
    }
    Say(scene.name, name, "us", run.us);
  };
  Ours ours;
  const std::unique_ptr<Engine> bare = MakeBare();
  Speex speex;
  measure("ours", ours);
  measure("webrtc", *bare);
  measure("speexdsp", speex);
  const auto& canceller = ours.canceller();
  Say(scene.name, "ours", "own ERLE", double{canceller.echo_return().enhancement_db()});
  Say(scene.name, "ours", "own delay", double{canceller.echo_delay().delay_ms()});
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  using namespace bench;
  if (argc < 3) return 2;
  const ossicle::bench::SpeechCorpus corpus(FilesOf(argc, argv), kRateHz);
  for (const Scene& scene : kScenes) Measure(scene, corpus, argv[1][0] == '1' ? 16 : 40);
  std::puts("end");
  return 0;
}
