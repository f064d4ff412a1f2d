#include "dsp/resampler.h"

#include <speex/speex_resampler.h>

#include <algorithm>
#include <array>

#include "dsp/decibel.h"
#include "dsp/finite.h"

namespace ossicle::dsp {

void Resampler::Destroy::operator()(SpeexResamplerState_* state) const { speex_resampler_destroy(state); }

Resampler::Resampler(int in_hz, int out_hz, int quality)
    : in_hz_(std::clamp(in_hz, 1000, 384'000)), out_hz_(std::clamp(out_hz, 1000, 384'000)) {
  if (in_hz_ == out_hz_) return;
  state_.reset(speex_resampler_init(1, static_cast<spx_uint32_t>(in_hz_), static_cast<spx_uint32_t>(out_hz_),
                                    std::clamp(quality, 0, 10), nullptr));
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

std::size_t Resampler::OutputSamples(std::size_t in_samples) const {
  const auto in = static_cast<std::size_t>(in_hz_);
  return (in_samples * static_cast<std::size_t>(out_hz_) + in - 1) / in;
}

std::size_t Resampler::Process(ConstSamples in, Samples out) {
  if (!state_) {
    const std::size_t count = std::min(in.size(), out.size());
    std::copy_n(in.begin(), count, out.begin());
    return count;
  }
  std::array<Sample, 64> lost;
  std::size_t written = 0;
  while (!in.empty()) {
    const bool fits = written < out.size();
    const Samples target = fits ? out.subspan(written) : Samples(lost);
    auto in_count = static_cast<spx_uint32_t>(in.size());
    auto out_count = static_cast<spx_uint32_t>(target.size());
    speex_resampler_process_int(state_.get(), 0, in.data(), &in_count, target.data(), &out_count);
    if (in_count == 0 && out_count == 0) break;
    in = in.subspan(in_count);
    if (fits) written += out_count;
  }
  return written;
}

std::size_t Resampler::Process(std::span<const float> in, std::span<float> out) {
  // speexdsp keeps the past in 16-bit units, whichever kind of samples it is given.
  std::array<float, 256> scaled;
  std::size_t written = 0;
  while (!in.empty()) {
    const auto part = in.first(std::min(in.size(), scaled.size()));
    in = in.subspan(part.size());
    non_finite_samples_ += CopyFinite(part, kFullScale, scaled);
    written += ProcessScaled(std::span<const float>(scaled).first(part.size()), out.subspan(written));
  }
  for (float& sample : out.first(written)) sample /= kFullScale;
  return written;
}

std::size_t Resampler::ProcessScaled(std::span<const float> in, std::span<float> out) {
  if (!state_) {
    const std::size_t count = std::min(in.size(), out.size());
    std::copy_n(in.begin(), count, out.begin());
    return count;
  }
  auto in_count = static_cast<spx_uint32_t>(in.size());
  auto out_count = static_cast<spx_uint32_t>(out.size());
  speex_resampler_process_float(state_.get(), 0, in.data(), &in_count, out.data(), &out_count);
  return out_count;
}

int Resampler::latency_samples() const { return state_ ? speex_resampler_get_output_latency(state_.get()) : 0; }

void Resampler::Reset() {
  non_finite_samples_ = 0;
  if (state_) speex_resampler_reset_mem(state_.get());
}

}  // namespace ossicle::dsp
