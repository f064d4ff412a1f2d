#include "dsp/dtmf_detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/decibel.h"
#include "dsp/decimation.h"
#include "dsp/dtmf_tones.h"

namespace ossicle::dsp {
namespace {

constexpr Duration kHopDuration = Milliseconds(5);
constexpr double kTwoPi = 2 * std::numbers::pi;

// Q.24 wants 29 dBm0 down to be heard; 3 dB further is for the path between.
constexpr float kLeastToneDbm0 = -32;
const float kLeastPower = SineAmplitude(kLeastToneDbm0) * SineAmplitude(kLeastToneDbm0) / 2;
// High over low group: -8..+4 dB must be taken.
constexpr float kLeastTwist = 0.1f;  // -10 dB
constexpr float kMostTwist = 4.0f;   // +6 dB
// 1.5 % + 2 Hz must be taken, 3.5 % must not.
constexpr float kFrequencyTolerance = 0.025f;
// Share of the two tones in the power of a block. Half is left where a tone covers half the block.
constexpr float kCleanShare = 0.87f;
constexpr float kLeastShare = 0.42f;
// Of the power beside the tones, the most that one line may have. White noise leaves 2 % to each on average.
constexpr float kMostRivalShare = 0.2f;
// Of a tone's power, the most that its neighbours of the same group may have; 6 dB.
constexpr float kMostNeighbourShare = 0.25f;
// A block whose centre lies outside the tone has less than half its amplitude.
constexpr float kEdgePower = 0.25f;
// Blocks that a tone of 23 ms cannot reach and one of 40 ms does.
constexpr int kHitsToConfirm = 6;
constexpr int kCleanHitsToConfirm = 4;
constexpr int kNoisyHitsToConfirm = 12;
// Blocks without the tone that end it: more than 10 ms of interruption leave, fewer than 40 ms.
constexpr int kMissesToEnd = 5;

/// The strongest of the four tones from `first` on.
std::size_t Strongest(const std::array<float, kDtmfTones>& powers, std::size_t first) {
  const auto begin = powers.begin() + static_cast<std::ptrdiff_t>(first);
  return static_cast<std::size_t>(std::max_element(begin, begin + 4) - powers.begin());
}

/// The strongest tone of each group.
struct Pair {
  std::size_t low, high;
  float low_power, high_power;
  float sum() const { return low_power + high_power; }
};

Pair StrongestPair(const DtmfSpectrum& spectrum) {
  std::array<float, kDtmfTones> powers;
  for (std::size_t k = 0; k < kDtmfTones; ++k) powers[k] = spectrum.Power(k);
  const std::size_t low = Strongest(powers, 0), high = Strongest(powers, 4);
  return {low, high, powers[low], powers[high]};
}

/// Whether the blocks around one of this spectrum are worth a look; wider on every side than what a digit must be.
bool MayBeDigit(const DtmfSpectrum& spectrum, float power) {
  const Pair pair = StrongestPair(spectrum);
  return power > 0 && pair.sum() >= kLeastShare / 2 * power && pair.high_power >= kLeastTwist / 2 * pair.low_power &&
         pair.high_power <= kMostTwist * 2 * pair.low_power;
}

bool StandsOut(const DtmfSpectrum& spectrum, std::size_t tone) {
  const std::size_t first = tone & 4;
  float others = 0;
  for (std::size_t k = first; k < first + 4; ++k)
    if (k != tone) others = std::max(others, spectrum.Power(k));
  return others <= kMostNeighbourShare * spectrum.Power(tone);
}

}  // namespace

DtmfDetector::DtmfDetector(int sample_rate_hz)
    : factor_(static_cast<std::size_t>(std::max(sample_rate_hz / kDtmfRateHz, 1))) {
  if (factor_ == 1) return;
  taps_ = DecimationFilter(factor_);
  hop_.resize(taps_.size() + kHopSamples * factor_);
  hop_filled_ = taps_.size();
}

void DtmfDetector::Reset() {
  std::fill(hop_.begin(), hop_.end(), 0.0f);
  hop_filled_ = taps_.size();
  history_.fill(0);
  hops_ = analysed_ = 0;
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
  const std::size_t wanted = taps_.size() + kHopSamples * factor_;
  while (!frame.empty()) {
    const std::size_t count = std::min(frame.size(), wanted - hop_filled_);
    float* const hop = factor_ == 1 ? NewestHop() : hop_.data();
    std::copy_n(frame.begin(), count, hop + hop_filled_);
    hop_filled_ += count;
    frame = frame.subspan(count);
    if (hop_filled_ == wanted) TakeHop();
  }
  return ended_;
}

void DtmfDetector::TakeHop() {
  if (factor_ > 1) {
    Decimate(hop_.data(), taps_.data(), taps_.size(), factor_, NewestHop(), kHopSamples);
    std::copy(hop_.end() - static_cast<std::ptrdiff_t>(taps_.size()), hop_.end(), hop_.begin());
  }
  hop_filled_ = taps_.size();
  ++hops_;
  if (digit_ != 0) AnalyseWaiting();
  if (hops_ < kHopsPerLook) return;
  if (analysed_ < hops_) {
    const Measured now = Measure(hops_ - 1);
    if (MayBeDigit(now.spectrum, now.audible ? now.power : 0))
      AnalyseWaiting();
    else
      Remember(now);
  }
  std::copy(history_.end() - kPastSamples, history_.end(), history_.begin());
  hops_ = analysed_ = 0;
}

void DtmfDetector::AnalyseWaiting() {
  for (; analysed_ < hops_; ++analysed_) {
    const Measured now = Measure(analysed_);
    Advance(Analyse(now));
    Remember(now);
  }
}

// The block that ends with a hop.
DtmfDetector::Measured DtmfDetector::Measure(std::size_t hop) const {
  const DtmfBlock block(&history_[hop * kHopSamples], kDtmfBlockSamples);
  const float power = WindowedPower(block);
  if (power < 2 * kLeastPower * kEdgePower) return {block, power, false, {}};
  return {block, power, true, CorrelateDtmf(block)};
}

void DtmfDetector::Remember(const Measured& measured) {
  previous_valid_ = measured.audible;
  if (measured.audible) previous_ = measured.spectrum;
}

DtmfDetector::Block DtmfDetector::Analyse(const Measured& now) const {
  if (!now.audible) return {};
  const Pair pair = StrongestPair(now.spectrum);
  const bool loud = std::min(pair.low_power, pair.high_power) >= kLeastPower * kEdgePower;
  const bool even = pair.high_power >= kLeastTwist * pair.low_power && pair.high_power <= kMostTwist * pair.low_power;
  if (!loud || !even || pair.sum() < kLeastShare * now.power) return {};
  return {Judge(now, pair.low, pair.high), kDtmfKeys[pair.low][pair.high - 4], pair.sum()};
}

DtmfDetector::Grade DtmfDetector::Judge(const Measured& measured, std::size_t low, std::size_t high) const {
  const DtmfSpectrum& now = measured.spectrum;
  if (!previous_valid_ || std::min(now.Power(low), now.Power(high)) < kLeastPower) return Grade::kEdge;
  const float low_error_hz = FrequencyError(now, low), high_error_hz = FrequencyError(now, high);
  if (std::abs(low_error_hz) > kFrequencyTolerance * DtmfFrequency(low)) return Grade::kEdge;
  if (std::abs(high_error_hz) > kFrequencyTolerance * DtmfFrequency(high)) return Grade::kEdge;
  const float tones = now.Power(low) / WindowResponse(low_error_hz) + now.Power(high) / WindowResponse(high_error_hz);
  if (tones >= kCleanShare * measured.power) return Grade::kClean;
  const bool noise = StandsOut(now, low) && StandsOut(now, high) &&
                     RivalPower(measured.block, low, high) <= kMostRivalShare * (measured.power - tones);
  return noise ? Grade::kNoisy : Grade::kEdge;
}

// Hz that the tone lies beside its nominal frequency, from the phase it gained in one hop. Unambiguous to 100 Hz.
float DtmfDetector::FrequencyError(const DtmfSpectrum& now, std::size_t tone) const {
  const float re = now.Re(tone) * previous_.Re(tone) + now.Im(tone) * previous_.Im(tone);
  const float im = now.Im(tone) * previous_.Re(tone) - now.Re(tone) * previous_.Im(tone);
  constexpr float kHopSeconds = static_cast<float>(kHopSamples) / kDtmfRateHz;
  const float turns = std::atan2(im, re) / static_cast<float>(kTwoPi) - DtmfFrequency(tone) * kHopSeconds;
  return (turns - std::round(turns)) / kHopSeconds;
}

void DtmfDetector::Advance(const Block& block) {
  if (digit_ == 0) {
    if (block.grade != Grade::kNone) Begin(block);
    return;
  }
  if (block.digit == digit_ && block.power >= kEdgePower * strongest_) {
    Hit(block);
    return;
  }
  ++misses_;
  const bool other = block.grade != Grade::kNone && block.digit != digit_ && (block.grade == Grade::kClean || !confirmed_);
  if (!other && misses_ < kMissesToEnd) return;
  Finish();
  if (other) Begin(block);
}

void DtmfDetector::Begin(const Block& block) {
  digit_ = block.digit;
  hits_ = clean_hits_ = noisy_hits_ = span_ = misses_ = 0;
  strongest_ = 0;
  Hit(block);
}

void DtmfDetector::Hit(const Block& block) {
  span_ += misses_ + 1;
  misses_ = 0;
  ++hits_;
  clean_hits_ += block.grade == Grade::kClean;
  noisy_hits_ += block.grade >= Grade::kNoisy;
  strongest_ = std::max(strongest_, block.power);
  const bool certain = hits_ >= kHitsToConfirm && clean_hits_ >= kCleanHitsToConfirm;
  if (confirmed_ || !(certain || noisy_hits_ >= kNoisyHitsToConfirm)) return;
  confirmed_ = true;
  started_ = digit_;
}

void DtmfDetector::Finish() {
  if (confirmed_) (ended_ ? pending_ : ended_) = Digit{digit_, kHopDuration * span_};
  confirmed_ = false;
  digit_ = 0;
}

}  // namespace ossicle::dsp
