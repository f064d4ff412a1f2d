#include "dsp/time_stretch.h"

#include <algorithm>
#include <cmath>

namespace ossicle::dsp {
namespace {

constexpr Duration kShortest = Microseconds(2500), kLongest = Microseconds(12'500), kOverlap = Milliseconds(4);
constexpr std::size_t kSearchHz = 4000;  // resolution of the first step of the search
/// Least resemblance of the two sides of a joint, 1 being the same; and the level below which none is heard.
constexpr float kSmooth = 0.6f;
constexpr float kQuietRms = 100;  // -50 dBFS

struct Likeness {
  float product = 0, energy = 0;
};

Likeness Compare(const Sample* a, const Sample* b, std::size_t count, std::size_t stride) {
  Likeness likeness;
  for (std::size_t i = 0; i < count; i += stride) {
    likeness.product += static_cast<float>(a[i]) * static_cast<float>(b[i]);
    likeness.energy += static_cast<float>(b[i]) * static_cast<float>(b[i]);
  }
  return likeness;
}

float Score(const Likeness& likeness) {
  return likeness.product > 0 ? likeness.product * likeness.product / (likeness.energy + 1) : 0;
}

}  // namespace

TimeStretch::TimeStretch(int sample_rate_hz) {
  const int rate_hz = std::max(sample_rate_hz, 8000);
  shortest_ = FrameSamples(rate_hz, kShortest);
  longest_ = FrameSamples(rate_hz, kLongest);
  overlap_ = FrameSamples(rate_hz, kOverlap);
  stride_ = static_cast<std::size_t>(rate_hz) / kSearchHz;
}

// The lag at which the `overlap` samples from here resemble those from here + direction * lag best, or 0.
std::size_t TimeStretch::BestLag(const Sample* here, std::ptrdiff_t direction, std::size_t longest, std::size_t overlap,
                                 float smooth) const {
  if (longest < shortest_) return 0;
  const auto there = [&](std::size_t lag) { return here + direction * static_cast<std::ptrdiff_t>(lag); };
  std::size_t best = 0;
  float best_score = -1;
  const auto search = [&](std::size_t from, std::size_t to, std::size_t step) {
    for (std::size_t lag = from; lag <= to; lag += step) {
      const float score = Score(Compare(here, there(lag), overlap, stride_));
      if (score <= best_score) continue;
      best_score = score;
      best = lag;
    }
  };
  search(shortest_, longest, stride_);
  search(std::max(best - std::min(best, stride_), shortest_), std::min(best + stride_, longest), 1);
  const float energy = Compare(here, here, overlap, 1).energy;
  const Likeness joint = Compare(here, there(best), overlap, 1);
  const float quiet = kQuietRms * kQuietRms * static_cast<float>(overlap);
  if (energy < quiet && joint.energy < quiet) return best;
  return joint.product > smooth * std::sqrt((energy + 1) * (joint.energy + 1)) ? best : 0;
}

std::size_t TimeStretch::Shorten(Samples samples, std::size_t at, std::size_t most, bool anyhow) const {
  if (samples.size() < at + overlap_ + shortest_) return 0;
  const std::size_t lag = BestLag(&samples[at], 1, std::min({longest_, most, samples.size() - at - overlap_}), overlap_,
                                  anyhow ? -2.0f : kSmooth);
  if (lag == 0) return 0;
  for (std::size_t i = 0; i < overlap_; ++i) {
    const float weight = static_cast<float>(i + 1) / static_cast<float>(overlap_ + 1);
    const auto before = static_cast<float>(samples[at + i]), after = static_cast<float>(samples[at + lag + i]);
    samples[at + i] = static_cast<Sample>(std::lrint(before + (after - before) * weight));
  }
  const auto joined = samples.begin() + static_cast<std::ptrdiff_t>(at + overlap_);
  std::copy(joined + static_cast<std::ptrdiff_t>(lag), samples.end(), joined);
  return lag;
}

std::size_t TimeStretch::Lengthen(Samples samples, std::size_t used, std::size_t at) const {
  if (at + shortest_ > used || used >= samples.size()) return 0;
  const std::size_t overlap = std::min(overlap_, used - at);
  const std::size_t lag = BestLag(&samples[at], -1, std::min({longest_, at, samples.size() - used}), overlap, kSmooth);
  if (lag == 0) return 0;
  // From the joint on, what was heard a period ago is heard again, and then all the rest.
  std::copy_backward(samples.begin() + static_cast<std::ptrdiff_t>(at),
                     samples.begin() + static_cast<std::ptrdiff_t>(used),
                     samples.begin() + static_cast<std::ptrdiff_t>(used + lag));
  const std::size_t fade = std::min(overlap, lag);
  for (std::size_t i = 0; i < lag; ++i) {
    samples[at + i] = samples[at - lag + i];
    if (i >= fade) continue;
    const auto direct = static_cast<float>(samples[at + lag + i]), again = static_cast<float>(samples[at + i]);
    const float weight = static_cast<float>(i + 1) / static_cast<float>(fade + 1);
    samples[at + i] = static_cast<Sample>(std::lrint(direct + (again - direct) * weight));
  }
  return lag;
}

}  // namespace ossicle::dsp
