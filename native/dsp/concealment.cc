#include "dsp/concealment.h"

#include <algorithm>
#include <cmath>

namespace ossicle::dsp {
namespace {

// As in G.711 Appendix I 48.75 ms are kept (three of the longest periods and a quarter). Other than there, pitch goes up
// to 400 Hz and 10 ms are compared, not 20: on recorded speech that leaves a tenth to a third less error.
constexpr Duration kMinPitch = Microseconds(2500), kMaxPitch = Milliseconds(15);
constexpr Duration kCorrelation = Milliseconds(10);
constexpr Duration kHistory = Milliseconds(50);
constexpr Duration kHold = Milliseconds(10), kGapEnd = Milliseconds(60);
constexpr Duration kStepLength = Microseconds(2500);
constexpr Duration kLongestFade = Milliseconds(10);
constexpr Duration kBridge = Milliseconds(5);
constexpr std::size_t kMostPeriods = 3;
constexpr std::size_t kCoarseHz = 4000, kFineHz = 8000;  // resolution of the two steps of the pitch search

Sample ToSample(float value) { return static_cast<Sample>(std::lrint(std::clamp(value, -32768.0f, 32767.0f))); }

float Ratio(std::size_t a, std::size_t b) { return static_cast<float>(a) / static_cast<float>(b); }

}  // namespace

Concealment::Concealment(int sample_rate_hz) : rate_hz_(static_cast<std::size_t>(std::max(sample_rate_hz, 8000))) {
  const auto samples = [this](Duration d) { return FrameSamples(static_cast<int>(rate_hz_), d); };
  min_pitch_ = samples(kMinPitch);
  max_pitch_ = samples(kMaxPitch);
  correlation_ = samples(kCorrelation);
  hold_ = samples(kHold);
  gap_end_ = samples(kGapEnd);
  step_length_ = samples(kStepLength);
  history_.resize(samples(kHistory));
  source_.resize(history_.size());
}

void Concealment::Reset() {
  std::fill(history_.begin(), history_.end(), Sample{0});
  in_gap_ = false;
  fade_total_ = fade_left_ = 0;
}

void Concealment::Remember(ConstSamples frame) {
  const std::size_t size = history_.size();
  if (frame.size() >= size) {
    std::copy(frame.end() - static_cast<std::ptrdiff_t>(size), frame.end(), history_.begin());
    return;
  }
  std::copy(history_.begin() + static_cast<std::ptrdiff_t>(frame.size()), history_.end(), history_.begin());
  std::copy(frame.begin(), frame.end(), history_.end() - static_cast<std::ptrdiff_t>(frame.size()));
}

// The lag in from..to whose past resembles the last correlation_ samples best; only every stride-th is compared.
std::size_t Concealment::BestLag(std::size_t from, std::size_t to, std::size_t lag_step, std::size_t stride) const {
  std::size_t best = to;
  float best_score = 0;
  for (std::size_t lag = from; lag <= to; lag += lag_step) {
    float product = 0, energy = 1;
    for (std::size_t i = source_.size() - correlation_; i < source_.size(); i += stride) {
      const float past = source_[i - lag];
      product += past * source_[i];
      energy += past * past;
    }
    const float score = product > 0 ? product * product / energy : 0;
    if (score <= best_score) continue;
    best_score = score;
    best = lag;
  }
  return best;
}

std::size_t Concealment::FindPitch() const {
  const std::size_t coarse = rate_hz_ / kCoarseHz;
  const std::size_t around = BestLag(min_pitch_, max_pitch_, coarse, coarse);
  return BestLag(std::max(around - coarse, min_pitch_), std::min(around + coarse, max_pitch_), 1, rate_hz_ / kFineHz);
}

void Concealment::StartGap() {
  std::copy(history_.begin(), history_.end(), source_.begin());
  pitch_ = FindPitch();
  overlap_ = pitch_ / 4;
  periods_ = 1;
  at_ = gap_samples_ = growing_ = 0;
  step_ = static_cast<float>(source_.back() - source_[source_.size() - pitch_ - 1]);
  in_gap_ = true;
  fade_total_ = fade_left_ = 0;
}

// The last `periods` pitch periods before the gap; their end is blended into what came before their beginning, so that
// the repetition has no seam.
float Concealment::Template(std::size_t periods, std::size_t index) const {
  const std::size_t length = periods * pitch_;
  const std::size_t begin = source_.size() - length;
  const float direct = source_[begin + index];
  const std::size_t to_end = length - index;
  if (to_end > overlap_) return direct;
  const float before = source_[begin - to_end];
  const float weight = Ratio(overlap_ - to_end + 1, overlap_ + 1);
  return direct + (before - direct) * weight;
}

void Concealment::GrowTemplate(std::size_t periods) {
  old_at_ = at_;
  at_ %= pitch_;  // keeps the phase
  periods_ = periods;
  growing_ = overlap_;
}

float Concealment::Synthesise() {
  if (gap_samples_ >= gap_end_) return 0;
  if (gap_samples_ > 0 && gap_samples_ % hold_ == 0 && periods_ < kMostPeriods) GrowTemplate(periods_ + 1);
  float value = Template(periods_, at_);
  at_ = at_ + 1 == periods_ * pitch_ ? 0 : at_ + 1;
  if (growing_ > 0) {
    const std::size_t old_periods = periods_ - 1;
    const float old = Template(old_periods, old_at_);
    old_at_ = old_at_ + 1 == old_periods * pitch_ ? 0 : old_at_ + 1;
    value += (old - value) * Ratio(growing_, overlap_ + 1);
    --growing_;
  }
  if (gap_samples_ < step_length_) value += step_ * Ratio(step_length_ - gap_samples_, step_length_ + 1);
  if (gap_samples_ > hold_) value *= Ratio(gap_end_ - gap_samples_, gap_end_ - hold_);
  ++gap_samples_;
  return value;
}

void Concealment::Conceal(Samples out) {
  if (!in_gap_ || fade_total_ > 0) StartGap();
  for (Sample& sample : out) sample = ToSample(Synthesise());
  Remember(out);
}

void Concealment::Bridge() {
  if (!in_gap_ || fade_total_ > 0) StartGap();
  fade_total_ = fade_left_ = FrameSamples(static_cast<int>(rate_hz_), kBridge);
}

void Concealment::Good(Samples frame) {
  if (in_gap_ && fade_total_ == 0) {
    // Appendix I: a quarter period, and 4 ms more for each 10 ms that were lost.
    fade_total_ = std::min(overlap_ + gap_samples_ * 2 / 5, FrameSamples(static_cast<int>(rate_hz_), kLongestFade));
    fade_left_ = fade_total_;
  }
  for (std::size_t i = 0; i < frame.size() && fade_left_ > 0; ++i, --fade_left_) {
    const float synthetic = Synthesise();
    const float weight = Ratio(fade_left_, fade_total_ + 1);
    frame[i] = ToSample(static_cast<float>(frame[i]) * (1 - weight) + synthetic * weight);
  }
  if (fade_left_ == 0) in_gap_ = false;
  Remember(frame);
}

}  // namespace ossicle::dsp
