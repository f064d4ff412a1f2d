#include "dsp/dtmf_remover.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ossicle::dsp {
namespace {

constexpr Duration kHop = Milliseconds(5);
constexpr double kFitMs = 20;
constexpr double kFadeMs = 1;
// Edges are rounded over 5 ms by who means well; a start is found where the tone has half its height.
constexpr double kEdgeMs = 3;
// A block of 20 ms is taken for a digit when about half of it is, or nearly all where something else sounds before.
constexpr double kEarliestStartMs = -26, kInsideAfterStartMs = -6;
constexpr double kInsideBeforeEndMs = -34, kLatestEndMs = 6;

}  // namespace

DtmfRemover::DtmfRemover(int sample_rate_hz)
    : sample_rate_hz_(sample_rate_hz),
      latency_(FrameSamples(sample_rate_hz, kLatency)),
      detector_(sample_rate_hz),
      past_(latency_ + 1),
      hop_(FrameSamples(sample_rate_hz, kHop)) {}

void DtmfRemover::Reset() {
  detector_.Reset();
  std::fill(past_.begin(), past_.end(), Sample{0});
  now_ = 0;
  sounding_ = before_ = {};
}

std::int64_t DtmfRemover::InMs(double ms) const { return std::llround(ms * sample_rate_hz_ / 1000); }

void DtmfRemover::Process(Samples frame) {
  const auto latency = static_cast<std::int64_t>(latency_);
  for (Sample& sample : frame) {
    hop_[static_cast<std::size_t>(now_) % hop_.size()] = sample;
    past_[static_cast<std::size_t>(now_) % past_.size()] = sample;
    ++now_;
    if (static_cast<std::size_t>(now_) % hop_.size() == 0) Listen();
    const std::int64_t at = now_ - 1 - latency;
    sample = at < 0 ? Sample{0} : static_cast<Sample>(std::lrint(double{GainAt(at)} * At(at)));
  }
}

void DtmfRemover::Listen() {
  const auto ended = detector_.Process(hop_);
  if (ended) sounding_.to = FindEnd(now_ - InMs(ToMilliseconds(ended->ago))) + InMs(kEdgeMs);
  if (!detector_.started()) return;
  before_ = sounding_;
  sounding_ = {FindStart(now_ - InMs(ToMilliseconds(detector_.sounding()))) - InMs(kEdgeMs), kNever};
}

// 1 outside of digits, 0 inside, and between a ramp that lies outside.
float DtmfRemover::GainAt(std::int64_t at) const {
  float gain = 1;
  for (const Stretch& stretch : {before_, sounding_}) {
    if (stretch.from == kNever) continue;
    const std::int64_t distance = std::max(stretch.from - at, at >= stretch.to ? at - stretch.to + 1 : 0);
    gain = std::min(gain, static_cast<float>(std::max<std::int64_t>(distance, 0)) / static_cast<float>(InMs(kFadeMs)));
  }
  return gain;
}

DtmfRemover::Weights DtmfRemover::TonesAt(std::int64_t at) const {
  const double turn = 2 * std::numbers::pi * static_cast<double>(at) / sample_rate_hz_;
  const double low = turn * double{detector_.low_hz()}, high = turn * double{detector_.high_hz()};
  return {std::cos(low), std::sin(low), std::cos(high), std::sin(high)};
}

// Least squares over kFitMs: the normal equations, solved by elimination. They are well conditioned, because two tones
// hundreds of hertz apart are all but orthogonal over so long a time.
DtmfRemover::Weights DtmfRemover::Fit(std::int64_t from) const {
  std::array<std::array<double, 5>, 4> rows{};
  for (std::int64_t at = from; at < from + InMs(kFitMs); ++at) {
    const Weights tones = TonesAt(at);
    for (std::size_t r = 0; r < 4; ++r) {
      for (std::size_t c = 0; c < 4; ++c) rows[r][c] += tones[r] * tones[c];
      rows[r][4] += tones[r] * At(at);
    }
  }
  for (std::size_t pivot = 0; pivot < 4; ++pivot)
    for (std::size_t r = 0; r < 4; ++r) {
      const double factor = r == pivot ? 0 : rows[r][pivot] / rows[pivot][pivot];
      for (std::size_t c = pivot; c < 5; ++c) rows[r][c] -= factor * rows[pivot][c];
    }
  Weights weights;
  for (std::size_t r = 0; r < 4; ++r) weights[r] = rows[r][4] / rows[r][r];
  return weights;
}

// How much better the tones explain a sample than silence does: negative where they do not sound.
double DtmfRemover::Gained(std::int64_t at, const Weights& weights) const {
  const Weights tones = TonesAt(at);
  double model = 0;
  for (std::size_t i = 0; i < 4; ++i) model += weights[i] * tones[i];
  const double rest = At(at) - model;
  return At(at) * At(at) - rest * rest;
}

// The sample from which on the tones explain most.
std::int64_t DtmfRemover::FindStart(std::int64_t first_block_end) const {
  const std::int64_t oldest = std::max<std::int64_t>(now_ - static_cast<std::int64_t>(latency_), 0);
  const std::int64_t inside = std::max(first_block_end + InMs(kInsideAfterStartMs), oldest);
  const Weights weights = Fit(inside);
  std::int64_t best = inside;
  double gained = 0, most = 0;
  for (std::int64_t at = inside - 1; at >= std::max(first_block_end + InMs(kEarliestStartMs), oldest); --at) {
    gained += Gained(at, weights);
    if (gained > most) most = gained, best = at;
  }
  return best;
}

// The sample up to which they do.
std::int64_t DtmfRemover::FindEnd(std::int64_t last_block_end) const {
  const Weights weights = Fit(last_block_end + InMs(kInsideBeforeEndMs));
  const std::int64_t inside = last_block_end + InMs(kInsideBeforeEndMs) + InMs(kFitMs);
  std::int64_t best = inside;
  double gained = 0, most = 0;
  for (std::int64_t at = inside; at < std::min(last_block_end + InMs(kLatestEndMs), now_); ++at) {
    gained += Gained(at, weights);
    if (gained > most) most = gained, best = at + 1;
  }
  return best;
}

}  // namespace ossicle::dsp
