#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "core/frame.h"
#include "dsp/finite.h"

namespace ossicle::dsp {

/// Hands frames of 16-bit or float samples (full scale 1.0), a whole number of blocks of 10 ms long, to parts that
/// replace blocks of floats. Samples that are no number go in as silence; what comes out is rounded and limited to 16
/// bits where the frame is.
class VoiceFrames {
 public:
  explicit VoiceFrames(int sample_rate_hz)
      : near_(FrameSamples(sample_rate_hz, Milliseconds(10))), far_(near_.size()) {}

  bool Fits(std::size_t samples) const { return samples > 0 && samples % near_.size() == 0; }
  /// How many samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }
  void Reset() { non_finite_samples_ = 0; }

  /// Calls take(std::span<float> block).
  template <typename T, typename Take>
  void Replace(std::span<T> frame, Take take) {
    for (; !frame.empty(); frame = frame.subspan(near_.size())) {
      Read<T>(frame.first(near_.size()), near_);
      take(std::span<float>(near_));
      Write(frame.first(near_.size()));
    }
  }

  /// Calls take(std::span<const float> reference, std::span<float> block). Both frames are equally long.
  template <typename T, typename Take>
  void Replace(std::span<const T> reference, std::span<T> frame, Take take) {
    Replace(frame, [&](std::span<float> block) {
      Read(reference.first(far_.size()), far_);
      reference = reference.subspan(far_.size());
      take(std::span<const float>(far_), block);
    });
  }

 private:
  static constexpr float kUnit = 32768.0f;

  template <typename T>
  void Read(std::span<const T> from, std::vector<float>& to) {
    if constexpr (std::is_same_v<T, float>) {
      non_finite_samples_ += CopyFinite(from, 1.0f, to);
    } else {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i]) * (1 / kUnit);
    }
  }

  void Write(std::span<float> to) const { std::copy(near_.begin(), near_.end(), to.begin()); }
  void Write(Samples to) const {
    for (std::size_t i = 0; i < to.size(); ++i) {
      const float scaled = near_[i] * kUnit + std::copysign(0.5f, near_[i]);
      to[i] = static_cast<Sample>(std::min(std::max(scaled, -32768.0f), 32767.0f));
    }
  }

  std::vector<float> near_, far_;
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
