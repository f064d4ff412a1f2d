#pragma once

// Recordings as one long piece of speech at 8 kHz, at any pitch.
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

class SpeechCorpus {
 public:
  /// 16-bit mono: WAV of any rate, anything else taken as raw samples of 16 kHz.
  explicit SpeechCorpus(const std::vector<std::string>& files) {
    for (const std::string& file : files) Append(file);
  }

  const std::vector<float>& samples() const { return samples_; }

  /// The whole, `factor` times as high and as fast.
  std::vector<float> AtPitch(double factor) const { return Resampled(samples_, factor); }

  static std::vector<std::int16_t> ToSamples(const std::vector<float>& in) {
    std::vector<std::int16_t> out(in.size());
    std::transform(in.begin(), in.end(), out.begin(), [](float value) {
      return static_cast<std::int16_t>(std::lrint(std::clamp(value, -32768.0f, 32767.0f)));
    });
    return out;
  }

 private:
  static constexpr double kRateHz = 8000;
  static constexpr int kHalfWidth = 16;  // zeros of the sinc on each side
  static constexpr int kPhases = 256;

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
    const std::vector<float> narrow = Resampled(samples, rate_hz / kRateHz);
    samples_.insert(samples_.end(), narrow.begin(), narrow.end());
  }

  /// A windowed sinc, looked up at 256 places between two samples.
  static std::vector<float> Resampled(const std::vector<float>& in, double factor) {
    if (factor == 1) return in;
    const double cutoff = std::min(1.0, 1 / factor);
    const int reach = static_cast<int>(std::ceil(kHalfWidth / cutoff));
    std::vector<std::vector<float>> kernels(kPhases, std::vector<float>(static_cast<std::size_t>(2 * reach)));
    for (int phase = 0; phase < kPhases; ++phase)
      for (int tap = 0; tap < 2 * reach; ++tap) {
        const double x = tap - reach + 1 - static_cast<double>(phase) / kPhases;
        const double turn = std::numbers::pi * x * cutoff;
        const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * std::clamp(x / reach, -1.0, 1.0));
        kernels[static_cast<std::size_t>(phase)][static_cast<std::size_t>(tap)] =
            static_cast<float>(cutoff * window * (std::abs(turn) < 1e-9 ? 1 : std::sin(turn) / turn));
      }
    std::vector<float> out;
    out.reserve(static_cast<std::size_t>(static_cast<double>(in.size()) / factor) + 1);
    for (double at = reach; at + reach + 1 < static_cast<double>(in.size()); at += factor) {
      const auto whole = static_cast<std::size_t>(at);
      const auto& kernel = kernels[static_cast<std::size_t>((at - static_cast<double>(whole)) * kPhases)];
      const float* const from = &in[whole + 1 - static_cast<std::size_t>(reach)];
      float sum = 0;
      for (std::size_t tap = 0; tap < kernel.size(); ++tap) sum += from[tap] * kernel[tap];
      out.push_back(sum);
    }
    return out;
  }

  std::vector<float> samples_;
};

}  // namespace ossicle::bench
