#pragma once

// What is asked of a voice detector, ours or another's:
//   quality SCENES FILE... [--music FILE...]   for each noise and level, how well speech is told
//   cost ROUNDS FILE...                        microseconds per 16 ms
// A detector is a class with Detector(), kFrame (samples at 8 kHz), kDelay (samples its answer is late), kParts (how many
// detectors it is made of) and
// float Process(const int16*) that answers with a score of 0 to 1, 0.5 and more being speech.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "speech_corpus.h"
#include "voice/ranking.h"
#include "voice/scene.h"

namespace ossicle::bench {

template <typename Detector>
class VoiceProgram {
 public:
  static int Run(int argc, char** argv) {
    if (argc < 4) return 2;
    std::vector<std::string> speech, music;
    bool is_music = false;
    for (int i = 3; i < argc; ++i) {
      if (std::strcmp(argv[i], "--music") == 0)
        is_music = true;
      else
        (is_music ? music : speech).push_back(argv[i]);
    }
    const Sound voices = SpeechCorpus(speech).samples(), tunes = SpeechCorpus(music).samples();
    const int count = std::atoi(argv[2]);
    if (std::strcmp(argv[1], "quality") == 0) return Quality(count, voices, tunes);
    if (std::strcmp(argv[1], "cost") == 0) return Cost(count, voices);
    return 2;
  }

 private:
  struct Answer {
    float score;
    std::size_t from, to;   ///< Samples it is about.
    std::size_t known_at;   ///< Sample at which it is known.
  };

  static std::vector<std::int16_t> Rounded(const Sound& sound) { return SpeechCorpus::ToSamples(sound); }

  static std::vector<Answer> Listen(const std::vector<std::int16_t>& audio) {
    Detector detector;
    std::vector<Answer> answers;
    for (std::size_t at = 0; at + Detector::kFrame <= audio.size(); at += Detector::kFrame) {
      const float score = detector.Process(&audio[at]);
      if (at < Detector::kDelay) continue;
      answers.push_back({score, at - Detector::kDelay, at - Detector::kDelay + Detector::kFrame, at + Detector::kFrame});
    }
    return answers;
  }

  /// The score at the middle of each hop.
  static void Score(const VoiceScene& scene, const std::vector<Answer>& answers, std::vector<std::pair<float, bool>>& out) {
    std::size_t next = 0;
    for (std::size_t hop = 0; hop < scene.speech.size(); ++hop) {
      const std::size_t middle = hop * kSceneHop + kSceneHop / 2;
      while (next < answers.size() && answers[next].to <= middle) ++next;
      if (next < answers.size() && answers[next].from <= middle) out.emplace_back(answers[next].score, scene.speech[hop]);
    }
  }

  struct Delays {
    double sum = 0;
    int count = 0;
    double mean_ms() const { return count == 0 ? -1 : sum / count; }
  };

  /// Milliseconds from the start (end) of speech that stands for at least 0.3 s each side to the answer that says so.
  static void Time(const VoiceScene& scene, const std::vector<Answer>& answers, Delays& onset, Delays& offset) {
    constexpr std::size_t kStands = 19;
    for (std::size_t hop = kStands; hop + kStands < scene.speech.size(); ++hop) {
      if (scene.speech[hop] == scene.speech[hop - 1]) continue;
      bool stands = true;
      for (std::size_t k = 1; k <= kStands; ++k)
        stands = stands && scene.speech[hop + k - 1] == scene.speech[hop] && scene.speech[hop - k] == scene.speech[hop - 1];
      if (!stands) continue;
      const std::size_t at = hop * kSceneHop;
      for (const Answer& answer : answers) {
        if (answer.known_at <= at || (answer.score >= 0.5f) != scene.speech[hop]) continue;
        Delays& delays = scene.speech[hop] ? onset : offset;
        delays.sum += static_cast<double>(answer.known_at - at) / 8;
        ++delays.count;
        break;
      }
    }
  }

  static int Quality(int scenes, const Sound& voices, const Sound& music) {
    constexpr double kSeconds = 20, kLevel = -26;
    const char* separator = "";
    std::printf("{\"cases\":[");
    for (const double snr_db : {20.0, 10.0, 5.0, 0.0})
      for (const std::string& kind : NoiseMaker::Kinds()) {
        if (kind == "white") continue;
        std::vector<std::pair<float, bool>> scored;
        Delays onset, offset;
        for (int i = 0; i < scenes; ++i) {
          SceneMaker maker(voices, 4242 + static_cast<std::uint64_t>(i));
          VoiceScene scene = maker.Clean(kSeconds, kLevel);
          NoiseMaker noises(Purpose::kTest, 777 + static_cast<std::uint64_t>(i), voices, music);
          SceneMaker::AddNoise(scene, noises.Make(kind, scene.audio.size()), kLevel, snr_db);
          const std::vector<Answer> answers = Listen(Rounded(scene.audio));
          Score(scene, answers, scored);
          Time(scene, answers, onset, offset);
        }
        std::printf("%s{\"noise\":\"%s\",\"snr\":%g,\"auc\":%.4f,\"f1\":%.4f,\"onset\":%.1f,\"offset\":%.1f}", separator,
                    kind.c_str(), snr_db, AreaUnderCurve(scored), FScore(scored), onset.mean_ms(), offset.mean_ms());
        separator = ",";
        std::fflush(stdout);
      }
    std::printf("]}\n");
    return 0;
  }

  static int Cost(int rounds, const Sound& voices) {
    const auto audio = Rounded(voices);
    const std::size_t samples = std::min<std::size_t>(audio.size(), 30 * 8000);
    std::printf("{\"us\":[");
    for (int round = 0; round < rounds; ++round) {
      Detector detector;
      float sum = 0;
      const auto begin = std::chrono::steady_clock::now();
      for (std::size_t at = 0; at + Detector::kFrame <= samples; at += Detector::kFrame) sum += detector.Process(&audio[at]);
      const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
      std::printf("%s%.3f", round > 0 ? "," : "", took.count() * 128 / static_cast<double>(samples) / Detector::kParts + (sum < 0 ? 1 : 0));
    }
    std::printf("]}\n");
    return 0;
  }
};

}  // namespace ossicle::bench
