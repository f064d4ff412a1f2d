// Fits the weights of the voice detector and prints them as native/dsp/voice_weights.cc.
//   bench_voice_fit EPOCHS SPEECH... --music FILE... --check SPEECH...
// Speech: recordings of people (16-bit WAV, or raw at 16 kHz). What is shipped came of 70 epochs on Debian's
// asterisk-core-sounds-fr-wav and -it-wav, some 25 minutes of one sentence each by the voices of flite and by 13 languages
// of espeak-ng, and the three macroform tracks of asterisk-moh-opsound-wav; asterisk-core-sounds-ru-wav was the --check,
// which tells how well speakers unknown to it are found. Nothing of all this is in the benchmark `vad`.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "dsp/voice_features.h"
#include "speech_corpus.h"
#include "voice/ranking.h"
#include "voice/scene.h"
#include "voice/trainer.h"

namespace {

using namespace ossicle;
using namespace ossicle::bench;

constexpr std::size_t kFrames = 500;  // of a sequence: 8 s
constexpr std::size_t kScenes = 400;  // an epoch
constexpr std::size_t kBatch = 8;

struct Corpora {
  Sound speech, music, check;
};

/// Lines differ in what they pass: a slope and a band.
void Colour(Sound& audio, SceneMaker& maker) {
  const double tilt = maker.Between(-0.6, 0.6), highpass = maker.Between(0.5, 0.97);
  float last = 0, low = 0;
  for (float& x : audio) {
    const float in = x;
    x = in - static_cast<float>(tilt) * last;
    last = in;
    low += static_cast<float>(1 - highpass) * 0.3f * (x - low);
    x -= low;
  }
}

void Quantise(Sound& audio) {
  for (float& x : audio) x = std::round(std::clamp(x, -32768.0f, 32767.0f));
}

VoiceScene RandomScene(const Sound& speech, const Sound& voices, const Sound& music, std::uint64_t seed) {
  SceneMaker maker(speech, seed);
  const double level = maker.Between(-45, -12);
  const double kind = maker.Between(0, 1);
  VoiceScene scene = maker.Clean(kFrames * kSceneHop / kVoiceRateHz, level);
  if (kind < 0.25) {  // nobody speaks
    std::fill(scene.audio.begin(), scene.audio.end(), 0.0f);
    scene.speech.assign(scene.speech.size(), false);
  }
  Colour(scene.audio, maker);
  NoiseMaker noises(Purpose::kTuning, seed * 7 + 1, voices, music);
  const auto& kinds = NoiseMaker::Kinds();
  const int count = kind < 0.8 ? 1 : 2;
  for (int i = 0; i < count; ++i) {
    const std::string& name = kinds[static_cast<std::size_t>(maker.Between(0, static_cast<double>(kinds.size()) - 0.001))];
    SceneMaker::AddNoise(scene, noises.Make(name, scene.audio.size()), level, maker.Between(-3, 30));
  }
  if (maker.Between(0, 1) < 0.5) SceneMaker::AddNoise(scene, noises.Make("white", scene.audio.size()), level, maker.Between(20, 60));
  Quantise(scene.audio);
  return scene;
}

Sequence ToSequence(const VoiceScene& scene) {
  dsp::VoiceFeatures features;
  Sequence out;
  for (std::size_t hop = 0; hop < scene.speech.size(); ++hop) {
    out.in.push_back(features.Process(std::span<const float, kSceneHop>(&scene.audio[hop * kSceneHop], kSceneHop)));
    out.wanted.push_back(hop > 0 && scene.speech[hop - 1] ? 1.0f : 0.0f);
  }
  return out;
}

void Normalise(Sequence& sequence, const Features& mean, const Features& deviation) {
  for (Features& in : sequence.in)
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = std::clamp((in[i] - mean[i]) / deviation[i], -4.0f, 4.0f);
}

void Measure(const std::vector<Sequence>& sequences, Features& mean, Features& deviation) {
  std::array<double, Shape::kIn> sum{}, squares{};
  double count = 0;
  for (const Sequence& sequence : sequences)
    for (const Features& in : sequence.in) {
      ++count;
      for (std::size_t i = 0; i < in.size(); ++i) sum[i] += in[i], squares[i] += double{in[i]} * in[i];
    }
  for (std::size_t i = 0; i < mean.size(); ++i) {
    mean[i] = static_cast<float>(sum[i] / count);
    deviation[i] = static_cast<float>(std::sqrt(squares[i] / count - double{mean[i]} * mean[i]) + 1e-3);
  }
}

/// The shipped form on unknown speakers: the area under the curve in each kind of noise at 10 and 0 dB.
void Check(const dsp::VoiceWeights& weights, const Corpora& corpora) {
  if (corpora.check.empty()) return;
  const dsp::VoiceNetwork::Columns columns = dsp::VoiceNetwork::Widen(weights);
  for (const double snr_db : {10.0, 0.0}) {
    std::fprintf(stderr, "  %4.0f dB:", snr_db);
    for (const std::string& kind : NoiseMaker::Kinds()) {
      std::vector<std::pair<float, bool>> scored;
      for (std::uint64_t seed = 0; seed < 6; ++seed) {
        SceneMaker maker(corpora.check, 900 + seed);
        VoiceScene scene = maker.Clean(20, -26);
        NoiseMaker noises(Purpose::kTuning, 500 + seed, corpora.check, corpora.music);
        SceneMaker::AddNoise(scene, noises.Make(kind, scene.audio.size()), -26, snr_db);
        Quantise(scene.audio);
        const Sequence sequence = ToSequence(scene);
        dsp::VoiceNetwork network(columns);
        for (std::size_t t = 0; t < sequence.in.size(); ++t) scored.emplace_back(network.Process(sequence.in[t]), sequence.wanted[t] > 0);
      }
      std::fprintf(stderr, " %s %.3f", kind.c_str(), AreaUnderCurve(scored));
    }
    std::fprintf(stderr, "\n");
  }
}

template <typename T, std::size_t kCount>
void Print(const char* name, const std::array<T, kCount>& values) {
  std::printf("    .%s = {", name);
  for (std::size_t i = 0; i < kCount; ++i)
    std::printf(std::is_same_v<T, float> ? "%s%#.6gf," : "%s%.0f,", i % 24 == 0 ? "\n        " : " ", static_cast<double>(values[i]));
  std::printf("\n    },\n");
}

void Print(const dsp::VoiceWeights& weights) {
  std::printf(
      "#include \"dsp/voice_network.h\"\n\nnamespace ossicle::dsp {\n\n// Written by bench_voice_fit; a table, so longer "
      "than other files.\n// clang-format off\nconst VoiceWeights kVoiceWeights = {\n");
  Print("mean", weights.mean);
  Print("deviation", weights.deviation);
  Print("dense", weights.dense);
  Print("dense_bias", weights.dense_bias);
  Print("input", weights.input);
  Print("recurrent", weights.recurrent);
  Print("input_bias", weights.input_bias);
  Print("recurrent_bias", weights.recurrent_bias);
  Print("output", weights.output);
  std::printf("    .output_bias = %d,\n};\n// clang-format on\n\n}  // namespace ossicle::dsp\n", weights.output_bias);
}

Corpora Load(int argc, char** argv) {
  std::vector<std::string> files[3];
  int which = 0;
  for (int i = 2; i < argc; ++i) {
    if (std::strcmp(argv[i], "--music") == 0)
      which = 1;
    else if (std::strcmp(argv[i], "--check") == 0)
      which = 2;
    else
      files[which].push_back(argv[i]);
  }
  return {SpeechCorpus(files[0]).samples(), SpeechCorpus(files[1]).samples(), SpeechCorpus(files[2]).samples()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "Usage: bench_voice_fit EPOCHS SPEECH... [--music FILE...] [--check SPEECH...]\n");
    return 2;
  }
  const int epochs = std::atoi(argv[1]);
  const Corpora corpora = Load(argc, argv);
  std::fprintf(stderr, "%.0f min of speech, %.0f of music\n", static_cast<double>(corpora.speech.size()) / 480'000,
               static_cast<double>(corpora.music.size()) / 480'000);
  Trainer trainer(1);
  Features mean{}, deviation{};
  std::uint64_t seed = 1;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    std::vector<Sequence> sequences;
    for (std::size_t i = 0; i < kScenes; ++i)
      sequences.push_back(ToSequence(RandomScene(corpora.speech, corpora.speech, corpora.music, seed++)));
    if (epoch == 0) Measure(sequences, mean, deviation);
    const float rate = 0.004f * std::pow(0.02f, static_cast<float>(epoch) / static_cast<float>(epochs));
    double loss = 0;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      Normalise(sequences[i], mean, deviation);
      loss += trainer.Learn(sequences[i]) / static_cast<double>(sequences.size());
      if (i % kBatch == kBatch - 1) trainer.Step(rate, kBatch * kFrames);
    }
    std::fprintf(stderr, "epoch %d: %.4f\n", epoch, loss);
    if (epoch % 10 == 9 || epoch + 1 == epochs) Check(trainer.Quantised(mean, deviation), corpora);
  }
  Print(trainer.Quantised(mean, deviation));
}
