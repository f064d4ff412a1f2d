#include "codec/comfort_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ossicle::codec {
namespace {

constexpr float kFullScale = 32768;
constexpr float kFadeShare = 0.1f;   // of the way that is left, each block of 5 ms
constexpr double kFrameShare = 0.1;  // of a new frame in the averages
// Keeps the filter away from a pure tone, which no background noise is, whatever the wire says.
constexpr float kMaxReflection = 0.99f;

float AmplitudeOf(float level_dbov) { return kFullScale * std::pow(10.0f, level_dbov / 20); }

// RFC 3389 section 3.2: 127 is zero, 255 is reserved.
float ReflectionOf(std::uint8_t index) { return static_cast<float>(258 * (std::min<int>(index, 254) - 127)) / 32768; }

std::uint8_t IndexOf(float reflection) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(reflection * 32768 / 258), -127l, 127l) + 127);
}

// Levinson and Durbin's recursion; `r` has one more value than there are coefficients.
void SolveReflection(std::array<double, kMaxNoiseOrder + 1> r, std::size_t order, NoiseDescription& noise) {
  std::array<double, kMaxNoiseOrder + 1> a{1}, next{1};
  double error = r[0] *= 1.0001;  // a floor of noise 40 dB below keeps it solvable
  if (error <= 0) return;
  for (std::size_t m = 1; m <= order; ++m) {
    double sum = r[m];
    for (std::size_t i = 1; i < m; ++i) sum += a[i] * r[m - i];
    const double k = std::clamp(-sum / error, -0.99, 0.99);
    noise.reflection[m - 1] = static_cast<float>(k);
    for (std::size_t i = 1; i < m; ++i) next[i] = a[i] + k * a[m - i];
    next[m] = k;
    a = next;
    error *= 1 - k * k;
  }
}

}  // namespace

Result<NoiseDescription> ParseComfortNoise(Bytes payload) {
  if (payload.empty()) return Status(StatusCode::kMalformed, "empty comfort noise payload");
  if ((payload[0] & 0x80) != 0) return Status(StatusCode::kMalformed, "comfort noise level above 127");
  NoiseDescription noise;
  noise.level_dbov = -static_cast<float>(payload[0]);
  noise.order = std::min(payload.size() - 1, kMaxNoiseOrder);
  for (std::size_t i = 0; i < noise.order; ++i) noise.reflection[i] = ReflectionOf(payload[i + 1]);
  return noise;
}

std::size_t WriteComfortNoise(const NoiseDescription& noise, MutableBytes out) {
  const std::size_t order = std::min(noise.order, kMaxNoiseOrder);
  if (out.size() < 1 + order) return 0;
  out[0] = static_cast<std::uint8_t>(std::clamp(std::lround(-noise.level_dbov), 0l, 127l));
  for (std::size_t i = 0; i < order; ++i) out[i + 1] = IndexOf(noise.reflection[i]);
  return 1 + order;
}

ComfortNoiseGenerator::ComfortNoiseGenerator(int sample_rate_hz, std::uint64_t seed)
    : block_samples_(static_cast<std::size_t>(std::max(sample_rate_hz, 1000) / 200)), random_(seed) {}

void ComfortNoiseGenerator::SetDescription(const NoiseDescription& noise) {
  target_ = noise;
  target_.order = std::min(noise.order, kMaxNoiseOrder);
  if (!started_) Approach(1);
  started_ = true;
}

void ComfortNoiseGenerator::Reset() {
  started_ = false;
  target_ = {};
  left_in_block_ = 0;
  amplitude_ = excitation_gain_ = 0;
  reflection_ = {};
  backward_ = {};
}

// The amplitude of the excitation is such that the noise has the level asked for, whatever its spectrum: each stage of
// the lattice multiplies the power by 1 / (1 - k²).
void ComfortNoiseGenerator::Approach(float share) {
  amplitude_ += (AmplitudeOf(target_.level_dbov) - amplitude_) * share;
  float power = 1;
  for (std::size_t i = 0; i < kMaxNoiseOrder; ++i) {
    const float wanted = i < target_.order ? std::clamp(target_.reflection[i], -kMaxReflection, kMaxReflection) : 0;
    reflection_[i] += (wanted - reflection_[i]) * share;
    power *= 1 - reflection_[i] * reflection_[i];
  }
  excitation_gain_ = amplitude_ * std::sqrt(power);
}

// All-pole lattice: stable for any coefficients below 1, rounding and changes on the way included.
float ComfortNoiseGenerator::NextSample(float excitation) {
  float forward = excitation;
  for (std::size_t m = kMaxNoiseOrder; m > 0; --m) {
    forward -= reflection_[m - 1] * backward_[m - 1];
    backward_[m] = backward_[m - 1] + reflection_[m - 1] * forward;
  }
  backward_[0] = forward;
  return forward;
}

void ComfortNoiseGenerator::Generate(Samples out) {
  for (Sample& sample : out) {
    if (left_in_block_ == 0) {
      Approach(kFadeShare);
      left_in_block_ = block_samples_;
    }
    --left_in_block_;
    // The sum of four uniform numbers is as good as normal here: mean 0, and with this factor a variance of 1.
    const std::uint64_t bits = random_.U64();
    const auto sum =
        static_cast<std::int32_t>((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)) -
        131'070;
    const float noise = NextSample(static_cast<float>(sum) * (1.7320508f / 65536) * excitation_gain_);
    sample = static_cast<Sample>(std::clamp(std::lrint(noise), -32768l, 32767l));
  }
}

ComfortNoiseAnalyzer::ComfortNoiseAnalyzer(std::size_t order) : order_(std::min(order, kMaxNoiseOrder)) {}

void ComfortNoiseAnalyzer::Analyze(ConstSamples frame) {
  if (frame.empty() || frame.size() > kMaxFrameSamples) return;
  std::array<double, kMaxFrameSamples> windowed;
  const double step = 2 * std::numbers::pi / static_cast<double>(frame.size());
  double power = 0;
  // A Hann window, its cosine by Chebyshev's recursion.
  const double twice = 2 * std::cos(step);
  double cosine = std::cos(step / 2), before = cosine;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    windowed[i] = frame[i] * (1 - cosine);
    power += static_cast<double>(frame[i]) * frame[i];
    before = std::exchange(cosine, twice * cosine - before);
  }
  const double share = started_ ? kFrameShare : 1, scale = 1.0 / static_cast<double>(frame.size());
  power_ += (power * scale - power_) * share;
  for (std::size_t lag = 0; lag <= order_; ++lag) {
    double sum = 0;
    for (std::size_t i = lag; i < frame.size(); ++i) sum += windowed[i] * windowed[i - lag];
    autocorrelation_[lag] += (sum * scale - autocorrelation_[lag]) * share;
  }
  started_ = true;
}

NoiseDescription ComfortNoiseAnalyzer::description() const {
  NoiseDescription noise;
  if (power_ > 0) noise.level_dbov = static_cast<float>(std::clamp(10 * std::log10(power_) - 90.309, -127.0, 0.0));
  noise.order = order_;
  SolveReflection(autocorrelation_, order_, noise);
  return noise;
}

void ComfortNoiseAnalyzer::Reset() { *this = ComfortNoiseAnalyzer(order_); }

}  // namespace ossicle::codec
