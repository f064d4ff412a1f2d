#include "dsp/delay_meter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>

#include "core/target_clones.h"
#include "dsp/float_blocks.h"

namespace ossicle::dsp {
namespace {

constexpr int kBlocksPerSecond = 16;
constexpr float kAverageSeconds = 10;
constexpr std::uint64_t kLeastBlocks = 6;
constexpr float kLeastConfidence = 0.4f;
/// Bins this far below the mean power say little: what they hold is noise, also of codecs.
constexpr float kWhiteningFloor = 1e-3f;
/// Mean power of a bin per sample of the block, below which a stream is silent (-100 dBov).
constexpr float kSilence = 1e-10f;
/// Far below what is silent. It keeps averages from fading into denormal numbers, which are slow.
constexpr float kNotDenormal = 1e-25f;

/// average = average * keep + conj(a) * b.
OSSICLE_TARGET_CLONES
void AverageProduct(const float* __restrict a_re, const float* __restrict a_im, const float* __restrict b_re,
                    const float* __restrict b_im, float keep, float* __restrict re, float* __restrict im,
                    std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    re[k] = re[k] * keep + (a_re[k] * b_re[k] + a_im[k] * b_im[k]) + kNotDenormal;
    im[k] = im[k] * keep + (a_re[k] * b_im[k] - a_im[k] * b_re[k]) + kNotDenormal;
  }
}

float Mean(const std::vector<float>& values) {
  float sum = 0;
  for (const float value : values) sum += value;
  return sum / static_cast<float>(values.size());
}

std::size_t BlockSamples(int sample_rate_hz) {
  return std::bit_ceil(static_cast<std::size_t>(sample_rate_hz / kBlocksPerSecond));
}

}  // namespace

DelayMeter::DelayMeter(int sample_rate_hz, std::size_t max_delay_samples, Duration smear)
    : block_(BlockSamples(sample_rate_hz)),
      partitions_((max_delay_samples + block_ - 1) / block_),
      max_delay_(max_delay_samples),
      excluded_(FrameSamples(sample_rate_hz, smear)),
      keep_(std::exp(-static_cast<float>(block_) / (kAverageSeconds * static_cast<float>(sample_rate_hz)))),
      fft_(2 * block_),
      reference_(2 * block_),
      observed_(2 * block_),
      reference_spectra_(partitions_ + 1, fft_.bins()),
      observed_spectra_(partitions_ + 1, fft_.bins()),
      products_(2 * partitions_ + 1, fft_.bins()),
      reference_power_(fft_.bins()),
      observed_power_(fft_.bins()),
      weights_(fft_.bins()),
      re_(fft_.bins()),
      im_(fft_.bins()),
      lags_(2 * block_),
      correlation_((2 * partitions_ + 2) * block_) {}

template <typename T>
void DelayMeter::Take(std::span<const T> reference, std::span<const T> observed) {
  assert(reference.size() == observed.size());
  const auto fill = [&](std::span<const T> from, std::vector<float>& to) {
    float* at = to.data() + filled_;
    non_finite_samples_ +=
        ForEachFloatBlock(from, [&](std::span<const float> part) { at = std::copy(part.begin(), part.end(), at); });
  };
  while (!reference.empty()) {
    const std::size_t count = std::min(reference.size(), block_ - filled_);
    fill(reference.first(count), reference_);
    fill(observed.first(count), observed_);
    reference = reference.subspan(count);
    observed = observed.subspan(count);
    filled_ += count;
    if (filled_ == block_) EndBlock();
  }
}

void DelayMeter::EndBlock() {
  filled_ = 0;
  current_ = false;
  Transform(reference_, reference_spectra_, reference_power_);
  Transform(observed_, observed_spectra_, observed_power_);
  Accumulate();
  ++blocks_;
}

void DelayMeter::Transform(Floats& block, Spectra& history, Floats& power) {
  const std::size_t bins = fft_.bins(), at = blocks_ % (partitions_ + 1) * bins;
  const std::span<float> re = std::span(history.re).subspan(at, bins), im = std::span(history.im).subspan(at, bins);
  fft_.Forward(block, re, im);
  for (std::size_t k = 0; k < bins; ++k) power[k] = power[k] * keep_ + (re[k] * re[k] + im[k] * im[k]) + kNotDenormal;
}

void DelayMeter::Accumulate() {
  const std::size_t bins = fft_.bins(), ring = partitions_ + 1;
  for (std::size_t i = 0; i <= 2 * partitions_; ++i) {
    // Observed is i - partitions_ blocks later than reference; the newer of the two is the present block.
    const std::size_t older_observed = i < partitions_ ? partitions_ - i : 0;
    const std::size_t older_reference = i > partitions_ ? i - partitions_ : 0;
    const std::size_t a = (blocks_ + ring - older_reference) % ring * bins;
    const std::size_t b = (blocks_ + ring - older_observed) % ring * bins;
    AverageProduct(&reference_spectra_.re[a], &reference_spectra_.im[a], &observed_spectra_.re[b],
                   &observed_spectra_.im[b], keep_, &products_.re[i * bins], &products_.im[i * bins], bins);
  }
}

const DelayMeter::Reading& DelayMeter::Read() {
  if (current_) return reading_;
  current_ = true;
  reading_ = {};
  if (blocks_ < kLeastBlocks || !Whiten()) return reading_;
  Correlate();
  FindPeak();
  return reading_;
}

bool DelayMeter::Whiten() {
  const float silence = kSilence * static_cast<float>(block_), reference = Mean(reference_power_);
  const float observed = Mean(observed_power_);
  if (!(reference > silence && observed > silence)) return false;
  const float floor = kWhiteningFloor * std::sqrt(reference) * std::sqrt(observed);
  for (std::size_t k = 0; k < weights_.size(); ++k)
    weights_[k] = 1 / (std::sqrt(reference_power_[k]) * std::sqrt(observed_power_[k]) + floor);
  return true;
}

/// Each distance in blocks gives the lags of one block before it and one after; neighbours overlap and are added.
void DelayMeter::Correlate() {
  const std::size_t bins = fft_.bins();
  std::fill(correlation_.begin(), correlation_.end(), 0.0f);
  for (std::size_t i = 0; i <= 2 * partitions_; ++i) {
    for (std::size_t k = 0; k < bins; ++k) {
      re_[k] = products_.re[i * bins + k] * weights_[k];
      im_[k] = products_.im[i * bins + k] * weights_[k];
    }
    fft_.Inverse(re_, im_, lags_);
    float* const before = &correlation_[i * block_];
    for (std::size_t lag = 0; lag < block_; ++lag) before[lag] += lags_[block_ + lag];
    for (std::size_t lag = 0; lag < block_; ++lag) before[block_ + lag] += lags_[lag];
  }
}

void DelayMeter::FindPeak() {
  const std::size_t zero = (partitions_ + 1) * block_, first = zero - max_delay_;
  const std::size_t last = std::min(zero + max_delay_, correlation_.size() - 1);
  const auto height = [&](std::size_t at) { return std::fabs(correlation_[at]); };
  std::size_t peak = first;
  for (std::size_t at = first; at <= last; ++at)
    if (height(at) > height(peak)) peak = at;
  float second = 0;
  for (std::size_t at = first; at <= last; ++at)
    if (at + excluded_ < peak || at > peak + excluded_) second = std::max(second, height(at));
  if (!(height(peak) > 0)) return;
  const float confidence = 1 - second / height(peak);
  if (confidence < kLeastConfidence) return;

  float between = 0;  // the vertex of the parabola through the peak and its neighbours
  if (peak > first && peak < last) {
    const float left = height(peak - 1), right = height(peak + 1), bend = left - 2 * height(peak) + right;
    if (bend < 0) between = std::clamp(0.5f * (left - right) / bend, -0.5f, 0.5f);
  }
  const auto lag = static_cast<std::ptrdiff_t>(peak) - static_cast<std::ptrdiff_t>(zero);
  reading_ = {.delay_samples = static_cast<float>(lag) + between, .confidence = confidence};
}

void DelayMeter::Reset() {
  for (Spectra* spectra : {&reference_spectra_, &observed_spectra_, &products_}) {
    std::fill(spectra->re.begin(), spectra->re.end(), 0.0f);
    std::fill(spectra->im.begin(), spectra->im.end(), 0.0f);
  }
  std::fill(reference_power_.begin(), reference_power_.end(), 0.0f);
  std::fill(observed_power_.begin(), observed_power_.end(), 0.0f);
  filled_ = 0;
  blocks_ = 0;
  reading_ = {};
  current_ = true;
  non_finite_samples_ = 0;
}

template void DelayMeter::Take(std::span<const Sample>, std::span<const Sample>);
template void DelayMeter::Take(std::span<const float>, std::span<const float>);

}  // namespace ossicle::dsp
