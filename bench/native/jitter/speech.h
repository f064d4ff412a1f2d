// A voice to send: gliding vowels, hisses and pauses over a faint noise. No two stretches of it are alike, so each
// piece is a marker of its own: where it is found again tells when it was heard.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "codec/g711_codec.h"
#include "core/frame.h"
#include "core/random.h"

namespace jitter {

inline constexpr int kRate = 8000;

class Formant {
 public:
  void Tune(double hz, double width_hz) {
    const double r = std::exp(-3.14159265 * width_hz / kRate);
    b1_ = 2 * r * std::cos(6.2831853 * hz / kRate);
    b2_ = -r * r;
    gain_ = 1 - r;
  }
  double Next(double in) {
    const double out = gain_ * in + b1_ * y1_ + b2_ * y2_;
    y2_ = y1_;
    return y1_ = out;
  }

 private:
  double b1_ = 0, b2_ = 0, gain_ = 1, y1_ = 0, y2_ = 0;
};

inline std::vector<ossicle::Sample> MakeSpeech(std::size_t samples, std::uint64_t seed) {
  ossicle::Random random(seed * 104'729 + 17);
  std::vector<ossicle::Sample> speech(samples);
  std::array<Formant, 3> formants;
  enum { kVowel, kHiss, kPause } kind = kPause;
  std::size_t left = 0;
  double pitch = 120, target = 120, phase = 0, level = 0;
  for (auto& sample : speech) {
    if (left-- == 0) {
      const double dice = random.Uniform();
      kind = dice < 0.62 ? kVowel : dice < 0.78 ? kHiss : kPause;
      const double ms = kind == kVowel  ? 80 + 220 * random.Uniform()
                        : kind == kHiss ? 50 + 80 * random.Uniform()
                                        : 100 + 700 * random.Uniform();
      left = static_cast<std::size_t>(ms * kRate / 1000);
      target = 90 + 130 * random.Uniform();
      formants[0].Tune(300 + 500 * random.Uniform(), 80);
      formants[1].Tune(900 + 1200 * random.Uniform(), 120);
      formants[2].Tune(2300 + 600 * random.Uniform(), 180);
    }
    pitch += (target - pitch) / 1200;
    phase += pitch * (1 + 0.01 * random.Gaussian()) / kRate;
    const double noise = random.Gaussian();
    double source = 0;
    if (phase >= 1) phase -= 1, source = kind == kVowel ? 25'000 : 0;
    source += noise * (kind == kVowel ? 250 : kind == kHiss ? 1500 : 0);
    level += ((kind == kPause ? 0.0 : 1.0) - level) / 120;
    double out = 0;
    for (Formant& formant : formants) out += formant.Next(source);
    sample = static_cast<ossicle::Sample>(std::fmax(-30'000, std::fmin(30'000, 2.5 * out * level + 25 * noise)));
  }
  return speech;
}

/// What the speech sounds like after mu-law: this is searched for in what was heard.
struct Sent {
  std::vector<std::uint8_t> payloads;  ///< One byte per sample.
  std::vector<ossicle::Sample> samples;
};

inline Sent Send(const std::vector<ossicle::Sample>& speech) {
  Sent sent{std::vector<std::uint8_t>(speech.size()), std::vector<ossicle::Sample>(speech.size())};
  ossicle::codec::EncodeMuLaw(speech, sent.payloads);
  ossicle::codec::DecodeMuLaw(sent.payloads, sent.samples);
  return sent;
}

}  // namespace jitter
