#include "dsp/tone_tracker.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ossicle::dsp {
namespace {

constexpr double kHopMs = 1000.0 * LineSpectrum::kHopSamples / kToneRateHz;
constexpr double kHalfBlockMs = 500.0 * LineSpectrum::kBlockSamples / kToneRateHz;

constexpr float kLeastPurity = 0.92f;
constexpr int kBlocksToConfirm = 5;
constexpr float kDriftHz = 10;
// Where an edge lies: half a block has half the power, a little of it beside the lines.
constexpr float kEdgeShare = 0.46f;
// Louder than this many times the tone so far, it is another.
constexpr float kMostShare = 4;
constexpr int kBlocksToBridge = 6;
// The hop so long before the end of a block that still has the tone is inside the tone, once that is so old.
constexpr std::size_t kInsideHops = 6;
constexpr double kInsideMs = (kInsideHops + 1) * kHopMs + 15;
// Blocks that share no sample with one another see all of a change of phase.
constexpr std::size_t kReversalBlocks = 7;
constexpr double kLeastReversal = 2.2;  // radians
constexpr int kReversalRest = 20;       // 450 ms lie between two (ITU-T V.25)

// The part of a hop after which a straight line from `before` to `after` crosses `edge`.
double Crossing(float before, float after, float edge) {
  const float step = after - before;
  return step == 0 ? 0.5 : std::clamp(static_cast<double>((edge - before) / step), 0.0, 1.0);
}

}  // namespace

void ToneTracker::Reset() { *this = ToneTracker(); }

void ToneTracker::Take(const LineSpectrum& spectrum) {
  now_ms_ += kHopMs;
  started_ = false;
  ended_.reset();
  Observe(spectrum);
  if (active_) Follow(spectrum);
  if (run_ < kBlocksToConfirm) return;
  if (active_) {
    if (spectrum.lines().Near(tone_.lines, 2 * kDriftHz) || missing_ == 0) return;
    End();
  }
  Begin(spectrum);
}

void ToneTracker::Observe(const LineSpectrum& spectrum) {
  const ToneLines& lines = spectrum.lines();
  if (lines.count == 0 || spectrum.purity() < kLeastPurity) {
    run_ = 0;
    return;
  }
  if (run_ > 0 && lines.Near(run_first_, kDriftHz)) {
    ++run_;
    return;
  }
  run_first_ = lines;
  run_ = 1;
}

void ToneTracker::Begin(const LineSpectrum& spectrum) {
  active_ = started_ = true;
  tone_ = {};
  tone_.lines = spectrum.lines();
  blocks_ = missing_ = 0;
  turn_ = 0;
  until_reversal_ = kReversalRest;
  least_amplitude_ = most_amplitude_ = 0;
  float full = 0;
  for (std::size_t ago = 0; ago < kBlocksToConfirm; ++ago) full = std::max(full, spectrum.PowerAt(tone_.lines, ago));
  const float edge = kEdgeShare * full;
  std::size_t ago = 0;
  while (ago + 2 < LineSpectrum::kPast && spectrum.PowerAt(tone_.lines, ago + 1) >= edge) ++ago;
  const double part = Crossing(spectrum.PowerAt(tone_.lines, ago + 1), spectrum.PowerAt(tone_.lines, ago), edge);
  tone_.start_ms = std::max(now_ms_ - kHalfBlockMs - (static_cast<double>(ago) + 1 - part) * kHopMs, 0.0);
  Measure(spectrum, spectrum.PowerAt(tone_.lines, 0));
}

void ToneTracker::Follow(const LineSpectrum& spectrum) {
  const float power = spectrum.PowerAt(tone_.lines, 0), edge = kEdgeShare * tone_.power;
  const bool there = power >= edge && power <= kMostShare * tone_.power;
  if (there) {
    Measure(spectrum, power);
    missing_ = 0;
    return;
  }
  if (missing_++ == 0) {
    const double part = power < edge ? Crossing(last_power_, power, edge) : 0.5;
    last_there_ms_ = now_ms_ - kHalfBlockMs - (1 - part) * kHopMs;
  }
  if (missing_ > kBlocksToBridge) End();
}

void ToneTracker::End() {
  if (missing_ > 0) tone_.on_ms = std::max(last_there_ms_ - tone_.start_ms, 0.0);
  ended_ = tone_;
  active_ = false;
}

void ToneTracker::Measure(const LineSpectrum& spectrum, float power) {
  tone_.on_ms = now_ms_ - kHalfBlockMs - tone_.start_ms;
  last_power_ = power;
  if (now_ms_ - tone_.start_ms >= kInsideMs) MeasureDepth(std::sqrt(spectrum.HopPower(kInsideHops)));
  CountReversals(spectrum);
  if (blocks_ > 0 && power < 0.8f * tone_.power) return;
  ++blocks_;
  const float weight = 1 / static_cast<float>(blocks_);
  tone_.power += (power - tone_.power) * weight;
  if (spectrum.lines().Near(tone_.lines, 2 * kDriftHz))
    for (std::size_t i = 0; i < tone_.lines.count; ++i)
      tone_.lines.hz[i] += (spectrum.lines().hz[i] - tone_.lines.hz[i]) * weight;
}

void ToneTracker::MeasureDepth(float amplitude) {
  least_amplitude_ = most_amplitude_ == 0 ? amplitude : std::min(least_amplitude_, amplitude);
  most_amplitude_ = std::max(most_amplitude_, amplitude);
  tone_.depth = (most_amplitude_ - least_amplitude_) / std::max(most_amplitude_ + least_amplitude_, 1.0f);
}

// Only of a single line that keeps its level.
void ToneTracker::CountReversals(const LineSpectrum& spectrum) {
  if (tone_.lines.count != 1) return;
  const float hz = tone_.lines.hz[0];
  const std::complex<float> step = spectrum.Turn(hz, 1, 0);
  turn_ += std::complex<double>(step);
  if (--until_reversal_ > 0 || std::abs(turn_) == 0) return;
  const std::complex<double> expected = std::pow(turn_ / std::abs(turn_), static_cast<int>(kReversalBlocks));
  const std::complex<double> found(spectrum.Turn(hz, kReversalBlocks, 0));
  if (std::abs(std::arg(found * std::conj(expected))) < kLeastReversal) return;
  ++tone_.phase_reversals;
  until_reversal_ = kReversalRest;
}

}  // namespace ossicle::dsp
