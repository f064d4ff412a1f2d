#pragma once

// What the programs voice_gain, voice_echo and voice_noise have in common: signals at 16 kHz with full scale 1.0, the
// module as a peer takes it, and lines of JSON for bench/audio/voice-run.ts.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "dsp/speech_level_meter.h"
#include "modules/audio_processing/include/audio_processing.h"
#include "rtc_base/logging.h"
#include "speech_corpus.h"

namespace bench {

using Signal = std::vector<float>;
using Pcm = std::vector<std::int16_t>;

constexpr int kRateHz = 16'000;
constexpr std::size_t kBlock = 160;

inline std::size_t SamplesIn(double seconds) { return static_cast<std::size_t>(seconds * kRateHz); }
inline float FactorOf(double db) { return static_cast<float>(std::pow(10.0, db / 20)); }

inline double PowerOf(const float* from, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += double{from[i]} * from[i];
  return sum / static_cast<double>(count);
}
inline double DbOf(double power) { return 10 * std::log10(power + 1e-20); }

/// Active speech level (ITU-T P.56).
inline double SpeechLevelOf(const float* from, std::size_t count) {
  ossicle::dsp::SpeechLevelMeter meter(kRateHz);
  meter.Process(std::span<const float>(from, count));
  return double{meter.Read().active_dbfs};
}

inline void Scale(Signal& signal, double db) {
  for (float& x : signal) x *= FactorOf(db);
}

/// Speech of `seconds`, at an active level of `dbov`.
inline Signal SpeechOf(const ossicle::bench::SpeechCorpus& corpus, double from_s, double seconds, double dbov) {
  const std::vector<float>& all = corpus.samples();
  Signal out(SamplesIn(seconds));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = all[(SamplesIn(from_s) + i) % all.size()] / 32768.0f;
  Scale(out, dbov - SpeechLevelOf(out.data(), out.size()));
  return out;
}

enum class NoiseColour { kWhite, kPink };

inline Signal NoiseOf(NoiseColour colour, double seconds, double dbov, std::uint64_t seed) {
  ossicle::Random random(seed);
  Signal out(SamplesIn(seconds));
  double slow[3] = {};
  for (float& x : out) {
    const double white = random.Gaussian();
    // Three poles that fall by 3 dB an octave together (Kellet's economy filter).
    slow[0] = 0.99765 * slow[0] + white * 0.0990460;
    slow[1] = 0.96300 * slow[1] + white * 0.2965164;
    slow[2] = 0.57000 * slow[2] + white * 1.0526913;
    x = static_cast<float>(colour == NoiseColour::kWhite ? white : slow[0] + slow[1] + slow[2] + white * 0.1848);
  }
  Scale(out, dbov - DbOf(PowerOf(out.data(), out.size())));
  return out;
}

inline Pcm ToPcm(const Signal& in) {
  Pcm out(in.size());
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<std::int16_t>(std::lrint(std::fmin(std::fmax(in[i] * 32768.0f, -32768.0f), 32767.0f)));
  return out;
}

inline Signal ToSignal(const Pcm& in) {
  Signal out(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = static_cast<float>(in[i]) / 32768.0f;
  return out;
}

/// One who is measured: takes 10 ms of what is played and replaces 10 ms of what is heard.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual void Process(const std::int16_t* far, std::int16_t* near) = 0;
};

/// WebRTC's module as its documentation uses it, with 16-bit frames.
class BareModule final : public Engine {
 public:
  explicit BareModule(const webrtc::AudioProcessing::Config& config)
      : echo_(config.echo_canceller.enabled) {
    rtc::LogMessage::LogToDebug(rtc::LS_NONE);
    module_ = webrtc::AudioProcessingBuilder().Create();
    module_->ApplyConfig(config);
  }
  void Process(const std::int16_t* far, std::int16_t* near) override {
    const webrtc::StreamConfig format(kRateHz, 1);
    if (echo_) {
      module_->ProcessReverseStream(far, format, format, unused_);
      module_->set_stream_delay_ms(0);
    }
    module_->ProcessStream(near, format, format, near);
  }
  static webrtc::AudioProcessing::Config Nothing() {
    webrtc::AudioProcessing::Config config;
    config.gain_controller1.enabled = false;
    config.gain_controller2.enabled = false;
    return config;
  }

 private:
  bool echo_;
  rtc::scoped_refptr<webrtc::AudioProcessing> module_;
  std::int16_t unused_[kBlock];
};

struct Run {
  Pcm out;
  double us = 0;  ///< Mean of 10 ms, without the slowest tenth.
};

/// `near` through an engine that heard `far` being played.
inline Run Through(Engine& engine, const Pcm& far, Pcm near) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> us;
  for (std::size_t at = 0; at + kBlock <= near.size(); at += kBlock) {
    const auto begin = Clock::now();
    engine.Process(far.empty() ? nullptr : &far[at], &near[at]);
    us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  double sum = 0;
  std::sort(us.begin(), us.end());
  const std::size_t kept = us.size() * 9 / 10;  // what is beyond is a neighbour's
  for (std::size_t i = 0; i < kept; ++i) sum += us[i];
  return {std::move(near), sum / static_cast<double>(kept)};
}

inline void Say(const std::string& scene, const char* engine, const char* metric, double value) {
  std::printf("{\"scene\":\"%s\",\"engine\":\"%s\",\"metric\":\"%s\",\"value\":%.4f}\n", scene.c_str(), engine, metric,
              value);
  std::fflush(stdout);
}

inline std::vector<std::string> FilesOf(int argc, char** argv) { return {argv + 2, argv + argc}; }

}  // namespace bench
