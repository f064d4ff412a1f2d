#include "dsp/mixer.h"

#include <algorithm>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

OSSICLE_TARGET_CLONES
void Accumulate(const Sample* __restrict in, std::int32_t* __restrict total, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) total[i] += in[i];
}

OSSICLE_TARGET_CLONES
void Limit(const std::int32_t* __restrict total, Sample* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Sample>(std::clamp(total[i], -32768, 32767));
}

OSSICLE_TARGET_CLONES
void LimitDifference(const std::int32_t* __restrict total, const Sample* __restrict own, Sample* __restrict out,
                     std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Sample>(std::clamp(total[i] - own[i], -32768, 32767));
}

}  // namespace

Mixer::Mixer(std::size_t frame_samples) : total_(frame_samples, 0) {}

void Mixer::Clear() { std::fill(total_.begin(), total_.end(), 0); }

void Mixer::Add(ConstSamples in) { Accumulate(in.data(), total_.data(), std::min(in.size(), total_.size())); }

void Mixer::Sum(Samples out) const { Limit(total_.data(), out.data(), std::min(out.size(), total_.size())); }

void Mixer::SumWithout(ConstSamples own, Samples out) const {
  const std::size_t count = std::min(out.size(), total_.size());
  const std::size_t both = std::min(count, own.size());
  LimitDifference(total_.data(), own.data(), out.data(), both);
  Limit(total_.data() + both, out.data() + both, count - both);
}

}  // namespace ossicle::dsp
