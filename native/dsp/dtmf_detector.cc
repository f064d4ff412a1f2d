#include "dsp/dtmf_detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/target_clones.h"
#include "dsp/decibel.h"
#include "dsp/dtmf_tones.h"

namespace ossicle::dsp {
namespace {

constexpr int kRateHz = 8000;
constexpr std::size_t kBlock = 160, kHop = 40;
constexpr std::size_t kTones = 8, kLanes = 2 * kTones;
constexpr Duration kHopDuration = Milliseconds(5);
constexpr double kTwoPi = 2 * std::numbers::pi;

// Q.24 says 29 dBm0 down must be heard; 3 dB further is for the path between.
constexpr float kLeastToneDbm0 = -32;
// High over low group: -8..+4 dB must be taken.
constexpr float kLeastTwist = 0.1f;   // -10 dB
constexpr float kMostTwist = 4.0f;    // +6 dB
// 1.5 % + 2 Hz must be taken, 3.5 % must not.
constexpr float kFrequencyTolerance = 0.025f;
// Share of the two tones in the energy of a block. Half of it is left where a tone covers half the block.
constexpr float kStrictShare = 0.8f;
constexpr float kLooseShare = 0.42f;
// A block whose centre lies outside the tone has less than half its amplitude.
constexpr float kEdgePower = 0.25f;
// Blocks that a tone of 23 ms cannot reach and one of 40 ms does.
constexpr int kHitsToConfirm = 6;
constexpr int kStrictHitsToConfirm = 4;
// Blocks without the tone that end it: more than 10 ms of interruption leave, fewer than 40 ms.
constexpr int kMissesToEnd = 5;

constexpr std::size_t kTapsPerFactor = 12;
constexpr double kCutoffHz = 3000;  // 1.7 kHz passes, what would fold onto the tones (6.3 kHz on) is gone

// The window times cosine (lanes 0..7) and sine (8..15) of each frequency, sample by sample, so that one sample feeds
// all sums at once.
struct Table {
  alignas(32) float rows[kBlock][kLanes];
  alignas(32) float window_squared[kBlock];
  float window_sum = 0, window_energy = 0;

  Table() {
    for (std::size_t n = 0; n < kBlock; ++n) {
      const double at = static_cast<double>(n) + 0.5;
      const double window = 0.5 - 0.5 * std::cos(kTwoPi * at / kBlock);
      for (std::size_t k = 0; k < kTones; ++k) {
        const double turn = kTwoPi * double{Frequency(k)} * at / kRateHz;
        rows[n][k] = static_cast<float>(window * std::cos(turn));
        rows[n][k + kTones] = static_cast<float>(-window * std::sin(turn));
      }
      window_squared[n] = static_cast<float>(window * window);
      window_sum += static_cast<float>(window);
      window_energy += window_squared[n];
    }
  }
  static float Frequency(std::size_t tone) { return tone < 4 ? kDtmfLowHz[tone] : kDtmfHighHz[tone - 4]; }
};

const Table& SharedTable() {
  static const Table table;
  return table;
}

OSSICLE_TARGET_CLONES
float WindowedEnergy(const float* __restrict in, const float* __restrict window_squared) {
  float lanes[16] = {};
  for (std::size_t n = 0; n < kBlock; n += 16)
    for (std::size_t i = 0; i < 16; ++i) lanes[i] += in[n + i] * in[n + i] * window_squared[n + i];
  float sum = 0;
  for (float lane : lanes) sum += lane;
  return sum;
}

OSSICLE_TARGET_CLONES
void Correlate(const float* __restrict in, const float (*__restrict rows)[kLanes], float* __restrict out) {
  float even[kLanes] = {}, odd[kLanes] = {};
  for (std::size_t n = 0; n < kBlock; n += 2)
    for (std::size_t i = 0; i < kLanes; ++i) {
      even[i] += in[n] * rows[n][i];
      odd[i] += in[n + 1] * rows[n + 1][i];
    }
  for (std::size_t i = 0; i < kLanes; ++i) out[i] = even[i] + odd[i];
}

OSSICLE_TARGET_CLONES
float Filter(const float* __restrict in, const float* __restrict taps, std::size_t count) {
  float lanes[8] = {};
  for (std::size_t n = 0; n < count; n += 8)
    for (std::size_t i = 0; i < 8; ++i) lanes[i] += in[n + i] * taps[n + i];
  float sum = 0;
  for (float lane : lanes) sum += lane;
  return sum;
}

std::vector<float> LowPass(std::size_t factor) {
  const std::size_t count = (kTapsPerFactor * factor + 7) / 8 * 8;
  std::vector<float> taps(count);
  const double middle = static_cast<double>(count - 1) / 2;
  const double cutoff = kCutoffHz / (kRateHz * static_cast<double>(factor));
  double sum = 0;
  for (std::size_t n = 0; n < count; ++n) {
    const double x = static_cast<double>(n) - middle;
    const double sinc = x == 0 ? 2 * cutoff : std::sin(kTwoPi * cutoff * x) / (std::numbers::pi * x);
    taps[n] = static_cast<float>(sinc * (0.54 + 0.46 * std::cos(std::numbers::pi * x / (middle + 1))));
    sum += double{taps[n]};
  }
  for (float& tap : taps) tap /= static_cast<float>(sum);
  return taps;
}

std::size_t Strongest(const float* powers) { return static_cast<std::size_t>(std::max_element(powers, powers + 4) - powers); }

// What the window leaves of the power of a tone that lies `error_hz` beside the frequency looked for.
float WindowResponse(float error_hz) {
  const double bins = std::abs(double{error_hz}) * kBlock / kRateHz;
  if (bins < 0.01) return 1;
  const double x = std::numbers::pi * bins;
  const double amplitude = std::sin(x) / (x * (1 - bins * bins));
  return static_cast<float>(amplitude * amplitude);
}

}  // namespace

DtmfDetector::DtmfDetector(int sample_rate_hz)
    : factor_(static_cast<std::size_t>(std::max(sample_rate_hz / kRateHz, 1))) {
  static_assert(kBlock == kBlockSamples && kHop == kHopSamples);
  if (factor_ > 1) taps_ = LowPass(factor_);
  hop_.resize(taps_.size() + kHop * factor_);
  hop_filled_ = taps_.size();
  SharedTable();
}

void DtmfDetector::Reset() {
  std::fill(hop_.begin(), hop_.end(), 0.0f);
  hop_filled_ = taps_.size();
  block_.fill(0);
  previous_valid_ = false;
  digit_ = 0;
  confirmed_ = false;
  started_.reset();
  ended_.reset();
  pending_.reset();
}

std::optional<DtmfDetector::Digit> DtmfDetector::Process(ConstSamples frame) {
  started_.reset();
  ended_ = pending_;
  pending_.reset();
  while (!frame.empty()) {
    const std::size_t count = std::min(frame.size(), hop_.size() - hop_filled_);
    std::copy_n(frame.begin(), count, hop_.begin() + static_cast<std::ptrdiff_t>(hop_filled_));
    hop_filled_ += count;
    frame = frame.subspan(count);
    if (hop_filled_ == hop_.size()) TakeHop();
  }
  return ended_;
}

void DtmfDetector::TakeHop() {
  std::copy(block_.begin() + kHop, block_.end(), block_.begin());
  float* const newest = block_.data() + (kBlock - kHop);
  if (factor_ == 1) {
    std::copy(hop_.begin(), hop_.end(), newest);
  } else {
    for (std::size_t i = 0; i < kHop; ++i) newest[i] = Filter(&hop_[(i + 1) * factor_], taps_.data(), taps_.size());
    std::copy(hop_.end() - static_cast<std::ptrdiff_t>(taps_.size()), hop_.end(), hop_.begin());
  }
  hop_filled_ = taps_.size();
  Advance(Analyse());
}

DtmfDetector::Block DtmfDetector::Analyse() {
  static const float least_power = std::pow(SineAmplitude(kLeastToneDbm0), 2.0f) / 2;
  const Table& table = SharedTable();
  const float energy = WindowedEnergy(block_.data(), table.window_squared) / table.window_energy;
  if (energy < 2 * least_power * kEdgePower) {
    previous_valid_ = false;
    return {};
  }
  alignas(32) float sums[kLanes];
  Correlate(block_.data(), table.rows, sums);
  Spectrum now;
  std::copy_n(sums, kTones, now.re.begin());
  std::copy_n(sums + kTones, kTones, now.im.begin());
  float powers[kTones];
  for (std::size_t k = 0; k < kTones; ++k) powers[k] = 2 * now.Power(k) / (table.window_sum * table.window_sum);

  const std::size_t low = Strongest(powers), high = Strongest(powers + 4);
  const float low_power = powers[low], high_power = powers[high + 4];
  Block block;
  const bool loud = std::min(low_power, high_power) >= least_power * kEdgePower;
  const bool even = high_power >= kLeastTwist * low_power && high_power <= kMostTwist * low_power;
  if (loud && even && low_power + high_power >= kLooseShare * energy) {
    block.digit = kDtmfKeys[low][high];
    block.power = low_power + high_power;
    block.strict = std::min(low_power, high_power) >= least_power && previous_valid_ &&
                   PassesStrictTests(now, low, high + 4, energy);
  }
  previous_ = now;
  previous_valid_ = true;
  return block;
}

// Hz that the tone lies beside its nominal frequency, from the phase it gained in one hop. Unambiguous to 100 Hz.
float DtmfDetector::FrequencyError(const Spectrum& now, std::size_t tone) const {
  const float re = now.re[tone] * previous_.re[tone] + now.im[tone] * previous_.im[tone];
  const float im = now.im[tone] * previous_.re[tone] - now.re[tone] * previous_.im[tone];
  constexpr float kHopSeconds = static_cast<float>(kHop) / kRateHz;
  const float turns = std::atan2(im, re) / static_cast<float>(kTwoPi) - Table::Frequency(tone) * kHopSeconds;
  return (turns - std::round(turns)) / kHopSeconds;
}

bool DtmfDetector::PassesStrictTests(const Spectrum& now, std::size_t low, std::size_t high, float energy) const {
  const float low_error_hz = FrequencyError(now, low), high_error_hz = FrequencyError(now, high);
  if (std::abs(low_error_hz) > kFrequencyTolerance * Table::Frequency(low)) return false;
  if (std::abs(high_error_hz) > kFrequencyTolerance * Table::Frequency(high)) return false;
  const float scale = 2 / (SharedTable().window_sum * SharedTable().window_sum);
  const float low_power = scale * now.Power(low) / WindowResponse(low_error_hz);
  const float high_power = scale * now.Power(high) / WindowResponse(high_error_hz);
  return low_power + high_power >= kStrictShare * energy;
}

void DtmfDetector::Advance(const Block& block) {
  if (digit_ == 0) {
    if (block.digit != 0) Begin(block);
    return;
  }
  if (block.digit == digit_ && block.power >= kEdgePower * strongest_) {
    span_ += misses_ + 1;
    misses_ = 0;
    ++hits_;
    strict_hits_ += block.strict;
    strongest_ = std::max(strongest_, block.power);
    if (!confirmed_ && hits_ >= kHitsToConfirm && strict_hits_ >= kStrictHitsToConfirm) {
      confirmed_ = true;
      started_ = digit_;
    }
    return;
  }
  ++misses_;
  const bool other = block.digit != 0 && block.digit != digit_ && (block.strict || !confirmed_);
  if (!other && misses_ < kMissesToEnd) return;
  Finish();
  if (other) Begin(block);
}

void DtmfDetector::Begin(const Block& block) {
  digit_ = block.digit;
  hits_ = span_ = 1;
  strict_hits_ = block.strict;
  misses_ = 0;
  strongest_ = block.power;
}

void DtmfDetector::Finish() {
  if (confirmed_) (ended_ ? pending_ : ended_) = Digit{digit_, kHopDuration * span_};
  confirmed_ = false;
  digit_ = 0;
}

}  // namespace ossicle::dsp
