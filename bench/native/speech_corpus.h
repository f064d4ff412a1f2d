#pragma once

// Recordings as one long piece of speech, at 8 kHz unless told, at any pitch.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

namespace ossicle::bench {

/// Samples between samples: a windowed sinc that keeps what is left of the band when read `factor` times as fast.
class Interpolator {
 public:
  explicit Interpolator(double factor)
      : reach_(static_cast<std::size_t>(std::ceil(kHalfWidth * std::max(1.0, factor)))), taps_(kPhases * 2 * reach_) {
    const double cutoff = std::min(1.0, 1 / factor);
    for (std::size_t i = 0; i < taps_.size(); ++i) {
      const double tap = static_cast<double>(i % (2 * reach_)), phase = static_cast<double>(i / (2 * reach_));
      const double x = tap - static_cast<double>(reach_) + 1 - phase / kPhases;
      const double turn = std::numbers::pi * x * cutoff;
      const double window =
          0.5 + 0.5 * std::cos(std::numbers::pi * std::clamp(x / static_cast<double>(reach_), -1.0, 1.0));
      taps_[i] = static_cast<float>(cutoff * window * (std::abs(turn) < 1e-9 ? 1 : std::sin(turn) / turn));
    }
  }

  /// 0 where it would need samples beyond the ends.
  float At(const std::vector<float>& in, double position) const {
    const auto whole = static_cast<std::size_t>(position);
    if (whole + 1 < reach_ || whole + reach_ >= in.size()) return 0;
    const auto phase = static_cast<std::size_t>((position - static_cast<double>(whole)) * kPhases);
    const float* const taps = &taps_[phase * 2 * reach_];
    const float* const from = &in[whole + 1 - reach_];
    float sum = 0;
    for (std::size_t i = 0; i < 2 * reach_; ++i) sum += from[i] * taps[i];
    return sum;
  }

 private:
  static constexpr double kHalfWidth = 8;  // zeros of the sinc on each side
  static constexpr std::size_t kPhases = 128;
  std::size_t reach_;
  std::vector<float> taps_;
};

class SpeechCorpus {
 public:
  /// 16-bit mono: WAV of any rate, anything else taken as raw samples of 16 kHz.
  explicit SpeechCorpus(const std::vector<std::string>& files, double rate_hz = 8000) : rate_hz_(rate_hz) {
    for (const std::string& file : files) Append(file);
  }

  const std::vector<float>& samples() const { return samples_; }

  /// The whole, `factor` times as high at the same pace: in pieces, each played so much faster, from where it belongs.
  std::vector<float> AtPitch(double factor) const {
    const Interpolator interpolator(factor);
    std::vector<float> out(samples_.size());
    for (std::size_t piece = 0; piece < samples_.size(); piece += kPiece) {
      for (std::size_t i = 0; i < kPiece + kFade && piece + i < samples_.size(); ++i) {
        const double position = static_cast<double>(piece) + static_cast<double>(i) * factor;
        const float in = static_cast<float>(std::min(i, kFade)) / kFade;
        const float over = i < kPiece ? 0 : static_cast<float>(i - kPiece) / kFade;
        out[piece + i] += (in - over) * interpolator.At(samples_, position);
      }
    }
    return out;
  }

  static std::vector<std::int16_t> ToSamples(const std::vector<float>& in) {
    std::vector<std::int16_t> out(in.size());
    std::transform(in.begin(), in.end(), out.begin(), [](float value) {
      return static_cast<std::int16_t>(std::lrint(std::clamp(value, -32768.0f, 32767.0f)));
    });
    return out;
  }

 private:

  void Append(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const bool wav = bytes.size() > 44 && bytes.compare(0, 4, "RIFF") == 0;
    const std::size_t data = wav ? bytes.find("data") : 0;
    if (data == std::string::npos) return;
    std::uint32_t rate_hz = 16'000;
    if (wav) std::memcpy(&rate_hz, bytes.data() + 24, sizeof rate_hz);
    std::vector<float> samples;
    for (std::size_t at = wav ? data + 8 : 0; at + 1 < bytes.size(); at += 2) {
      std::int16_t sample;
      std::memcpy(&sample, bytes.data() + at, sizeof sample);
      samples.push_back(sample);
    }
    const std::vector<float> narrow = Resampled(samples, rate_hz / rate_hz_);
    samples_.insert(samples_.end(), narrow.begin(), narrow.end());
  }

  static std::vector<float> Resampled(const std::vector<float>& in, double factor) {
    if (factor == 1) return in;
    const Interpolator interpolator(factor);
    std::vector<float> out(static_cast<std::size_t>(static_cast<double>(in.size()) / factor));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = interpolator.At(in, static_cast<double>(i) * factor);
    return out;
  }

  static constexpr std::size_t kPiece = 960, kFade = 160;  // 120 and 20 ms
  double rate_hz_;
  std::vector<float> samples_;
};

}  // namespace ossicle::bench
