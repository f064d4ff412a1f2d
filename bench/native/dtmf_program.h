#pragma once

// The same questions to any DTMF receiver, a program each:
//
//   PROGRAM q24                          cases of the grid passed, by group
//   PROGRAM talk-off ROUNDS FILE...      digits heard in speech, its pitch shifted and mixed anew each round
//   PROGRAM cost ROUNDS MS FILE...       us per frame of 20 ms, in speech and in dialling
//
// Each prints one line of JSON, talk-off one per round. A Receiver is made with or without its filter against dial
// tones and has Process(frame, digits), which appends the digits it has heard.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

#include "dtmf_grid.h"
#include "speech_corpus.h"

namespace ossicle::bench {

constexpr std::size_t kDtmfFrame = 160;

template <typename Receiver>
std::string Listen(const Audio& audio, bool dial_tone = false) {
  Receiver receiver(dial_tone);
  std::string digits;
  for (std::size_t at = 0; at + kDtmfFrame <= audio.size(); at += kDtmfFrame)
    receiver.Process(std::span(audio).subspan(at, kDtmfFrame), digits);
  return digits;
}

template <typename Receiver>
int PrintQ24(bool failures) {
  const char* separator = "{\"groups\":[";
  for (const DtmfGroup& group : DtmfGrid::Build()) {
    std::size_t passed = 0;
    for (const DtmfCase& one : group.cases) {
      const std::string heard = Listen<Receiver>(one.audio, group.dial_tone);
      passed += heard == one.digits;
      if (failures && heard != one.digits)
        std::fprintf(stderr, "%s: \"%s\" heard as \"%s\"\n", group.name.c_str(), one.digits.c_str(), heard.c_str());
    }
    std::printf("%s{\"name\":\"%s\",\"passed\":%zu,\"total\":%zu}", separator, group.name.c_str(), passed,
                group.cases.size());
    separator = ",";
  }
  std::printf("]}\n");
  return 0;
}

/// Speech of round 0 is as recorded; in the others a voice as high as a small child's or higher still, whose few
/// harmonics may pass for a key's tones, and another at any pitch 12 to 30 dB below it.
inline Audio SpeechOfRound(const SpeechCorpus& corpus, int round) {
  if (round == 0) return SpeechCorpus::ToSamples(corpus.samples());
  Random random(static_cast<std::uint64_t>(round));
  std::vector<float> one = corpus.AtPitch(1.9 * std::pow(1.9, random.Uniform()));
  const std::vector<float> other = corpus.AtPitch(0.8 * std::pow(5.0, random.Uniform()));
  const std::size_t offset = random.U32() % other.size();
  const auto share = static_cast<float>(std::pow(10.0, -0.6 - 0.9 * random.Uniform()));
  for (std::size_t i = 0; i < one.size(); ++i) one[i] += share * other[(i + offset) % other.size()];
  return SpeechCorpus::ToSamples(one);
}

template <typename Receiver>
int PrintTalkOff(int rounds, const SpeechCorpus& corpus) {
  for (int round = 0; round < rounds; ++round) {
    const Audio speech = SpeechOfRound(corpus, round);
    const std::string digits = Listen<Receiver>(speech);
    std::printf("{\"hits\":%zu,\"minutes\":%.1f}\n", digits.size(), static_cast<double>(speech.size()) / 8000 / 60);
    std::fflush(stdout);
  }
  return 0;
}

inline Audio Dialling() {
  Random random(1);
  DtmfSignal signal(random);
  for (int i = 0; i < 200; ++i) signal.Add({.key = i % 16, .on_ms = 100, .off_ms = 100});
  return signal.Take();
}

/// Medians of short stretches, so that what else runs on the core does not count.
template <typename Receiver>
double MicrosecondsPerFrame(const Audio& audio, std::chrono::milliseconds window) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kStretch = 100;
  Receiver receiver(false);
  std::string digits;
  std::vector<double> stretches_us;
  const auto end = Clock::now() + window;
  for (std::size_t at = 0; Clock::now() < end || stretches_us.empty();) {
    if (at + kStretch * kDtmfFrame > audio.size()) at = 0;
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < kStretch; ++i, at += kDtmfFrame)
      receiver.Process(std::span(audio).subspan(at, kDtmfFrame), digits);
    stretches_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / kStretch);
    digits.clear();
  }
  std::sort(stretches_us.begin(), stretches_us.end());
  return stretches_us[stretches_us.size() / 2];
}

template <typename Receiver>
int PrintCost(int rounds, std::chrono::milliseconds window, const SpeechCorpus& corpus) {
  const Audio speech = SpeechCorpus::ToSamples(corpus.samples()), dialling = Dialling();
  std::string speech_us, dialling_us;
  for (int round = -1; round < rounds; ++round) {  // the first is the warm-up
    const double a = MicrosecondsPerFrame<Receiver>(speech, window),
                 b = MicrosecondsPerFrame<Receiver>(dialling, window);
    if (round < 0) continue;
    speech_us += (speech_us.empty() ? "" : ",") + std::to_string(a);
    dialling_us += (dialling_us.empty() ? "" : ",") + std::to_string(b);
  }
  std::printf("{\"speech\":[%s],\"dialling\":[%s]}\n", speech_us.c_str(), dialling_us.c_str());
  return 0;
}

template <typename Receiver>
int DtmfProgram(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const auto files = [&](int first) {
    const SpeechCorpus corpus(std::vector<std::string>(argv + first, argv + argc));
    if (corpus.samples().size() < 8000)
      std::fprintf(stderr, "the recordings hold less than a second of speech\n"), std::exit(1);
    return corpus;
  };
  if (what == "q24") return PrintQ24<Receiver>(argc > 2 && std::strcmp(argv[2], "--failures") == 0);
  if (what == "talk-off" && argc > 3) return PrintTalkOff<Receiver>(std::atoi(argv[2]), files(3));
  if (what == "cost" && argc > 4)
    return PrintCost<Receiver>(std::atoi(argv[2]), std::chrono::milliseconds(std::atoi(argv[3])), files(4));
  std::fprintf(stderr, "usage: %s q24 [--failures] | talk-off ROUNDS FILE... | cost ROUNDS MS FILE...\n", argv[0]);
  return 2;
}

}  // namespace ossicle::bench
