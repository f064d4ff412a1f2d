#include "dsp/spectrum_analyzer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/target_clones.h"
#include "dsp/decibel.h"
#include "dsp/float_blocks.h"

namespace ossicle::dsp {
namespace {

OSSICLE_TARGET_CLONES
void Multiply(const float* __restrict a, const float* __restrict b, float* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = a[i] * b[i];
}

}  // namespace

SpectrumAnalyzer::SpectrumAnalyzer(std::size_t window_samples, std::size_t hop_samples)
    : fft_(window_samples),
      hop_(hop_samples),
      window_(window_samples),
      history_(window_samples),
      windowed_(window_samples),
      re_(fft_.bins()),
      im_(fft_.bins()) {
  assert(hop_samples > 0 && hop_samples <= window_samples);
  // A sine of amplitude A has |X| = A / 2 * sum(window) in its bin and the power A^2 / 2; the sum is half the length.
  const double length = static_cast<double>(window_samples);
  const double scale = std::numbers::sqrt2 * static_cast<double>(kFullScale) / (length / 2);
  for (std::size_t i = 0; i < window_samples; ++i)
    window_[i] =
        static_cast<float>(scale * (0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / length)));
}

std::size_t SpectrumAnalyzer::SpectraFor(std::size_t in_samples) const {
  const std::size_t waiting = filled_ + in_samples;
  return waiting < window_.size() ? 0 : (waiting - window_.size()) / hop_ + 1;
}

template <typename T>
std::size_t SpectrumAnalyzer::Take(std::span<const T> frame, std::span<float> out) {
  std::size_t spectra = 0;
  non_finite_samples_ += ForEachFloatBlock(frame, [&](std::span<const float> block) {
    while (!block.empty()) {
      const std::size_t count = std::min(block.size(), history_.size() - filled_);
      std::copy_n(block.begin(), count, history_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += count;
      block = block.subspan(count);
      if (filled_ < history_.size()) return;
      if ((spectra + 1) * bins() <= out.size()) Write(out.subspan(spectra++ * bins(), bins()));
      std::copy(history_.begin() + static_cast<std::ptrdiff_t>(hop_), history_.end(), history_.begin());
      filled_ -= hop_;
    }
  });
  return spectra;
}

void SpectrumAnalyzer::Write(std::span<float> out) {
  Multiply(history_.data(), window_.data(), windowed_.data(), windowed_.size());
  fft_.Forward(windowed_, re_, im_);
  // The first and last bin have no mirror image that would hold the other half of their power.
  re_.front() *= std::numbers::sqrt2_v<float> / 2;
  re_.back() *= std::numbers::sqrt2_v<float> / 2;
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = std::max(PowerToDbfs(re_[k] * re_[k] + im_[k] * im_[k]), kLevelFloorDbfs);
}

void SpectrumAnalyzer::Reset() {
  filled_ = 0;
  non_finite_samples_ = 0;
}

template std::size_t SpectrumAnalyzer::Take(std::span<const Sample>, std::span<float>);
template std::size_t SpectrumAnalyzer::Take(std::span<const float>, std::span<float>);

}  // namespace ossicle::dsp
