#include "dsp/line_spectrum.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <numbers>

#include "dsp/decibel.h"

namespace ossicle::dsp {
namespace {

constexpr float kBinHz = static_cast<float>(kToneRateHz) / LineSpectrum::kBlockSamples;
constexpr float kTwoPi = static_cast<float>(2 * std::numbers::pi);
// Mean square below which a block is not looked at: 9 dB under the quietest tone that is to be heard.
const float kLeastPower = SineAmplitude(-44) * SineAmplitude(-44) / 2;
constexpr std::size_t kFirstBin = 12;   // lines lie between 190
constexpr std::size_t kLastBin = 150;   // and 2350 Hz
constexpr std::size_t kFirstSound = 4;  // below lies the offset of the line
constexpr std::size_t kLobeBins = 3;    // to each side of a line
constexpr float kMostJumpHz = 5;
constexpr float kLeastOfStrongest = 0.05f;  // a line 13 dB below the strongest is none

float Wrapped(float turn) { return turn - kTwoPi * std::round(turn / kTwoPi); }

std::size_t NearestBin(float hz) { return static_cast<std::size_t>(std::lround(std::max(hz, 0.0f) / kBinHz)); }

}  // namespace

void ToneLines::Add(float line_hz) {
  if (count == kMost) return;
  std::size_t at = count++;
  for (; at > 0 && hz[at - 1] > line_hz; --at) hz[at] = hz[at - 1];
  hz[at] = line_hz;
}

bool ToneLines::Near(const ToneLines& other, float tolerance_hz) const {
  if (count != other.count) return false;
  for (std::size_t i = 0; i < count; ++i)
    if (std::abs(hz[i] - other.hz[i]) > tolerance_hz) return false;
  return true;
}

LineSpectrum::LineSpectrum()
    : fft_(kBlockSamples),
      window_(kBlockSamples),
      samples_(kBlockSamples),
      windowed_(kBlockSamples),
      re_(fft_.bins()),
      im_(fft_.bins()),
      blocks_(kPast) {
  // Scaled so that the squares of a sine's bins add up to its mean square.
  const double scale = std::sqrt(2.0 / (kBlockSamples * (kBlockSamples * 0.375)));
  for (std::size_t n = 0; n < kBlockSamples; ++n) {
    const double turn = 2 * std::numbers::pi * (static_cast<double>(n) + 0.5) / kBlockSamples;
    window_[n] = static_cast<float>(scale * (0.5 - 0.5 * std::cos(turn)));
  }
}

void LineSpectrum::Reset() {
  std::fill(samples_.begin(), samples_.end(), 0.0f);
  std::fill(blocks_.begin(), blocks_.end(), Bins{});
  hop_powers_.fill(0);
  lines_ = {};
  purity_ = 0;
}

void LineSpectrum::Take(std::span<const float, kHopSamples> hop) {
  std::copy(samples_.begin() + kHopSamples, samples_.end(), samples_.begin());
  std::copy(hop.begin(), hop.end(), samples_.end() - kHopSamples);
  now_ = (now_ + 1) % kPast;
  float sum = 0, squares = 0;
  for (const float sample : hop) {
    sum += sample;
    squares += sample * sample;
  }
  const float mean = sum / kHopSamples;
  hop_powers_[now_] = std::max(squares / kHopSamples - mean * mean, 0.0f);

  lines_ = {};
  purity_ = 0;
  Bins& bins = blocks_[now_];
  float block_power = 0;
  for (std::size_t ago = 0; ago < kBlockSamples / kHopSamples; ++ago)
    block_power = std::max(block_power, hop_powers_[(now_ + kPast - ago) % kPast]);
  if (block_power < kLeastPower) {
    bins.fill({});
    return;
  }
  for (std::size_t n = 0; n < kBlockSamples; ++n) windowed_[n] = samples_[n] * window_[n];
  fft_.Forward(windowed_, re_, im_);
  for (std::size_t k = 0; k < kBins; ++k) bins[k] = {re_[k], im_[k]};
  float total = 0;
  for (std::size_t k = kFirstSound; k < kBlockSamples / 2; ++k) total += re_[k] * re_[k] + im_[k] * im_[k];
  FindLines(total);
}

void LineSpectrum::FindLines(float total) {
  const Bins& bins = blocks_[now_];
  float strongest = 0;
  for (std::size_t k = kFirstBin; k <= kLastBin; ++k) strongest = std::max(strongest, std::norm(bins[k]));
  if (strongest <= 0) return;

  std::bitset<kBins> of_lines;
  std::size_t peaks = 0;
  std::size_t first = 0, last = 0;
  float last_hz = 0;
  // Adds the peaks from first to last as one line.
  const auto add = [&] { lines_.Add(first == last ? last_hz : MiddleHz(first, last)); };
  for (std::size_t k = kFirstBin; k <= kLastBin; ++k) {
    const float power = std::norm(bins[k]);
    if (power < kLeastOfStrongest * strongest) continue;
    if (power < std::norm(bins[k - 1]) || power <= std::norm(bins[k + 1])) continue;
    for (std::size_t i = k - kLobeBins; i <= k + kLobeBins; ++i) of_lines.set(i);
    const float hz = LineHz(k);
    if (++peaks == 1) {
      first = k;
    } else if (hz - last_hz >= ToneLines::kSpacingHz) {
      add();
      first = k;
    }
    last = k;
    last_hz = hz;
  }
  if (peaks > 0) add();
  if (peaks == 0 || peaks > ToneLines::kMost) {
    lines_ = {};
    return;
  }
  // Two lines that beat look like one whose phase jumps.
  if (peaks == 1 && std::abs(MiddleHz(first, first) - last_hz) > kMostJumpHz) lines_.hz[0] = MiddleHz(first, first);
  float power = 0;
  for (std::size_t k = 0; k < kBins; ++k)
    if (of_lines[k]) power += std::norm(bins[k]);
  purity_ = power / total;
}

// From the phase that the line gained in one hop, or, where that makes no sense, the middle of the bin.
float LineSpectrum::LineHz(std::size_t bin) const {
  const auto middle = static_cast<float>(bin);
  const std::complex<float> turn = Block(0)[bin] * std::conj(Block(1)[bin]);
  constexpr float kHopTurns = static_cast<float>(kHopSamples) / kBlockSamples;
  const float beside = Wrapped(std::arg(turn) - kTwoPi * middle * kHopTurns) / (kTwoPi * kHopTurns);
  return (middle + (std::abs(beside) <= 1.2f ? beside : 0)) * kBinHz;
}

// Where the power of several peaks has its middle.
float LineSpectrum::MiddleHz(std::size_t first, std::size_t last) const {
  float power = 0, moment = 0;
  for (std::size_t k = first - kLobeBins; k <= last + kLobeBins; ++k) {
    power += std::norm(Block(0)[k]);
    moment += std::norm(Block(0)[k]) * static_cast<float>(k);
  }
  return moment / power * kBinHz;
}

float LineSpectrum::PowerAt(const ToneLines& lines, std::size_t ago) const {
  const Bins& bins = Block(ago);
  float power = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < lines.count; ++i) {
    const std::size_t middle = NearestBin(lines.hz[i]);
    for (std::size_t k = std::max(from, middle - kLobeBins); k <= middle + kLobeBins && k < kBins; ++k)
      power += std::norm(bins[k]);
    from = middle + kLobeBins + 1;
  }
  return power;
}

std::complex<float> LineSpectrum::Turn(float hz, std::size_t from, std::size_t to) const {
  const std::size_t bin = std::min(NearestBin(hz), kBins - 1);
  return Block(to)[bin] * std::conj(Block(from)[bin]);
}

}  // namespace ossicle::dsp
