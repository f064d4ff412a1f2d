#include "dsp/tone_generator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/decibel.h"

namespace ossicle::dsp {
namespace {

constexpr Duration kEdge = Milliseconds(5);
constexpr Duration kEndless = std::chrono::hours(1);
constexpr std::int64_t kEndlessSamples = std::int64_t{1} << 60;

std::int64_t ToSamples(Duration d, int rate_hz) {
  if (d > kEndless) return kEndlessSamples;
  return std::max<std::int64_t>(DurationToSamples(d, rate_hz), 0);
}

bool Playable(const Tone& tone, int rate_hz) {
  if (tone.frequency_count < 0 || tone.frequency_count > 4) return false;
  const bool modulated = tone.modulation_hz >= 0 && tone.modulation_hz < static_cast<float>(rate_hz) / 2;
  if (!modulated || !(tone.modulation_depth >= 0 && tone.modulation_depth <= 1)) return false;
  return std::all_of(tone.frequencies_hz, tone.frequencies_hz + tone.frequency_count, [&](float hz) {
    return hz > 0 && hz < static_cast<float>(rate_hz) / 2;  // also refuses NaN
  });
}

}  // namespace

ToneGenerator::ToneGenerator(int sample_rate_hz, std::size_t most_steps)
    : sample_rate_hz_(std::max(sample_rate_hz, 1000)), edge_(FrameSamples(sample_rate_hz_, kEdge)),
      steps_(std::min(most_steps, kMaxSteps)) {
  const double length = static_cast<double>(edge_.size());
  for (std::size_t i = 0; i < edge_.size(); ++i) {
    const double turn = std::numbers::pi * (static_cast<double>(i) + 0.5) / length;
    edge_[i] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
  }
}

bool ToneGenerator::SameSound(const Tone& a, const Tone& b) {
  return a.frequency_count == b.frequency_count && a.level_dbm0 == b.level_dbm0 && a.modulation_hz == b.modulation_hz &&
         a.modulation_depth == b.modulation_depth &&
         std::equal(a.frequencies_hz, a.frequencies_hz + a.frequency_count, b.frequencies_hz);
}

bool ToneGenerator::Start(std::span<const Tone> steps, bool repeat) {
  const auto playable = [this](const Tone& tone) { return Playable(tone, sample_rate_hz_); };
  if (steps.size() > steps_.size() || !std::all_of(steps.begin(), steps.end(), playable)) return false;
  std::int64_t total = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps_[i] = {steps[i], ToSamples(steps[i].on, sample_rate_hz_), ToSamples(steps[i].off, sample_rate_hz_), false};
    total |= steps_[i].on_samples | steps_[i].off_samples;
    if (i + 1 < steps.size() || repeat)
      steps_[i].joins_next = steps_[i].off_samples == 0 && SameSound(steps[i], steps[(i + 1) % steps.size()]);
  }
  count_ = total == 0 ? 0 : steps.size();  // nothing but empty steps would repeat for ever without a sample
  step_ = 0;
  repeat_ = repeat;
  joins_previous_ = false;
  if (count_ > 0) EnterStep();
  return true;
}

void ToneGenerator::Stop() { count_ = step_ = 0; }

void ToneGenerator::EnterStep() {
  position_ = 0;
  if (joins_previous_) return;  // the oscillators go on
  const Tone& tone = steps_[step_].tone;
  const double amplitude = SineAmplitude(tone.level_dbm0);
  for (std::size_t i = 0; i < static_cast<std::size_t>(tone.frequency_count); ++i)
    oscillators_[i] = StartOscillator(double{tone.frequencies_hz[i]}, amplitude);
  modulation_ = StartOscillator(double{tone.modulation_hz}, double{tone.modulation_depth});
}

ToneGenerator::Oscillator ToneGenerator::StartOscillator(double hz, double amplitude) const {
  const double w = 2 * std::numbers::pi * hz / sample_rate_hz_;
  return {2 * std::cos(w), amplitude * std::sin(-w), amplitude * std::sin(-2 * w)};
}

double ToneGenerator::Next(Oscillator& oscillator) {
  const double next = oscillator.coefficient * oscillator.last - oscillator.before_last;
  oscillator.before_last = oscillator.last;
  oscillator.last = next;
  return next;
}

void ToneGenerator::AdvanceStep() {
  joins_previous_ = steps_[step_].joins_next;
  ++step_;
  if (step_ == count_ && repeat_) step_ = 0;
  if (step_ < count_) EnterStep();
}

float ToneGenerator::Gain(const Step& step, std::int64_t position) const {
  const auto length = std::min(static_cast<std::int64_t>(edge_.size()), step.on_samples / 2);
  std::int64_t from_edge = length;
  if (!joins_previous_) from_edge = std::min(from_edge, position);
  if (!step.joins_next) from_edge = std::min(from_edge, step.on_samples - 1 - position);
  if (from_edge >= length) return 1;
  return edge_[static_cast<std::size_t>(from_edge) * edge_.size() / static_cast<std::size_t>(length)];
}

void ToneGenerator::FillTone(Samples out) {
  const Step& step = steps_[step_];
  const auto count = static_cast<std::size_t>(step.tone.frequency_count);
  for (std::size_t n = 0; n < out.size(); ++n) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += Next(oscillators_[i]);
    if (step.tone.modulation_hz > 0) sum *= 1 + Next(modulation_);
    sum *= double{Gain(step, position_ + static_cast<std::int64_t>(n))};
    out[n] = static_cast<Sample>(std::lrint(std::clamp(sum, -32768.0, 32767.0)));
  }
}

std::size_t ToneGenerator::Process(Samples out) {
  std::size_t produced = 0;
  while (produced < out.size() && step_ < count_) {
    const Step& step = steps_[step_];
    const bool sounding = position_ < step.on_samples;
    const std::int64_t until = sounding ? step.on_samples : step.on_samples + step.off_samples;
    const auto wanted = static_cast<std::int64_t>(out.size() - produced);
    const auto count = static_cast<std::size_t>(std::min(until - position_, wanted));
    const Samples part = out.subspan(produced, count);
    if (sounding)
      FillTone(part);
    else
      std::fill(part.begin(), part.end(), Sample{0});
    position_ += static_cast<std::int64_t>(count);
    produced += count;
    if (position_ >= step.on_samples + step.off_samples) AdvanceStep();
  }
  return produced;
}

}  // namespace ossicle::dsp
