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

// Beyond what must be taken.
constexpr float kLevelMarginDb = 3, kTwistMarginDb = 2;
// 1.5 % + 2 Hz must be taken, 3.5 % must not; voices are between.
constexpr float kFrequencyTolerance = 0.022f;
// A high tone at twice the low one is a voice with its second harmonic. 1.5 % + 2 Hz stays at 1.984 or below and
// at 2.04 or above.
constexpr float kLeastOctaveRatio = 1.986f;
constexpr float kMostOctaveRatio = 2.02f;
// A keypad's tones hold their frequencies and their balance, which a voice's harmonics do not for long.
constexpr float kSteadyHz = 6;
constexpr float kSteadyTwist = 1.8f;  // 2.5 dB
// Share of the two tones in the power of a block. Half is left where a tone covers half the block.
constexpr float kCleanShare = 0.87f;
constexpr float kLeastShare = 0.42f;
// Of the power beside the tones, the most that one line may have. White noise leaves 2 % to each on average.
constexpr float kMostRivalShare = 0.2f;
// Of a tone's power, the most that its neighbours of the same group may have; 6 dB.
constexpr float kMostNeighbourShare = 0.25f;
// A block whose centre lies outside the tone has less than half its amplitude.
constexpr float kEdgePower = 0.25f;
// Blocks that a tone of the least length holds, and one 17 ms shorter does not: 6 for 40 ms. So many of them may be
// less than clean.
constexpr Duration kUncountedOn = Milliseconds(10);
constexpr int kUncleanHits = 2;
// As many again where there is noise.
constexpr int kNoisyHitsPerHit = 2;
// Blocks without the tone that end it, 5 for 40 ms: an interruption 30 ms shorter leaves fewer.
constexpr Duration kUncountedOff = Milliseconds(15);

float Squared(float x) { return x * x; }
float PowerRatio(float db) { return std::pow(10.0f, db / 10); }
int HopsIn(Duration duration) { return static_cast<int>((duration + kHopDuration - Duration(1)) / kHopDuration); }

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

bool StandsOut(const DtmfSpectrum& spectrum, std::size_t tone) {
  const std::size_t first = tone & 4;
  float others = 0;
  for (std::size_t k = first; k < first + 4; ++k)
    if (k != tone) others = std::max(others, spectrum.Power(k));
  return others <= kMostNeighbourShare * spectrum.Power(tone);
}

}  // namespace

DtmfDetector::DtmfDetector(int sample_rate_hz, const Config& config)
    : least_power_(Squared(SineAmplitude(config.min_level_dbm0 - kLevelMarginDb)) / 2),
      least_twist_(PowerRatio(config.min_twist_db - kTwistMarginDb)),
      most_twist_(PowerRatio(config.max_twist_db + kTwistMarginDb)),
      hits_to_confirm_(HopsIn(config.min_on - kUncountedOn)),
      misses_to_end_(HopsIn(config.min_off - kUncountedOff)),
      dial_tone_filter_(config.dial_tone_filter),
      factor_(static_cast<std::size_t>(std::max(sample_rate_hz / kDtmfRateHz, 1))) {
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
    if (MayBeDigit(now))
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

// Whether the blocks around this one are worth a look; wider on every side than what a digit must be.
bool DtmfDetector::MayBeDigit(const Measured& now) const {
  if (!now.audible) return false;
  const Pair pair = StrongestPair(now.spectrum);
  return pair.sum() >= kLeastShare / 2 * now.power && pair.high_power >= least_twist_ / 2 * pair.low_power &&
         pair.high_power <= most_twist_ * 2 * pair.low_power;
}

// The block that ends with a hop.
DtmfDetector::Measured DtmfDetector::Measure(std::size_t hop) const {
  const DtmfBlock block(&history_[hop * kHopSamples], kDtmfBlockSamples);
  float power = WindowedPower(block);
  const float least = 2 * least_power_ * kEdgePower;
  if (power >= least && dial_tone_filter_) power -= DialTonePower(block);
  if (power < least) return {block, power, false, {}};
  return {block, power, true, CorrelateDtmf(block)};
}

void DtmfDetector::Remember(const Measured& measured) {
  previous_valid_ = measured.audible;
  if (measured.audible) previous_ = measured.spectrum;
}

DtmfDetector::Block DtmfDetector::Analyse(const Measured& now) const {
  if (!now.audible) return {};
  const Pair pair = StrongestPair(now.spectrum);
  const float weaker = std::min(pair.low_power, pair.high_power);
  const float twist = pair.high_power / std::max(pair.low_power, 1e-9f);
  if (weaker < least_power_ * kEdgePower || twist < least_twist_ || twist > most_twist_) return {};
  if (pair.sum() < kLeastShare * now.power) return {};
  Block block{Grade::kEdge, kDtmfKeys[pair.low][pair.high - 4], pair.sum(), twist};
  if (!previous_valid_ || weaker < least_power_) return block;
  block.low_hz = TrueFrequency(now.spectrum, pair.low);
  block.high_hz = TrueFrequency(now.spectrum, pair.high);
  block.grade = Judge(now, block, pair.low, pair.high);
  return block;
}

DtmfDetector::Grade DtmfDetector::Judge(const Measured& measured, const Block& block, std::size_t low,
                                        std::size_t high) const {
  const DtmfSpectrum& now = measured.spectrum;
  const float low_error_hz = block.low_hz - DtmfFrequency(low), high_error_hz = block.high_hz - DtmfFrequency(high);
  if (std::abs(low_error_hz) > kFrequencyTolerance * DtmfFrequency(low)) return Grade::kEdge;
  if (std::abs(high_error_hz) > kFrequencyTolerance * DtmfFrequency(high)) return Grade::kEdge;
  const float ratio = block.high_hz / block.low_hz;
  if (ratio > kLeastOctaveRatio && ratio < kMostOctaveRatio) return Grade::kEdge;
  const float tones = now.Power(low) / WindowResponse(low_error_hz) + now.Power(high) / WindowResponse(high_error_hz);
  if (tones >= kCleanShare * measured.power) return Grade::kClean;
  const float from_hz = dial_tone_filter_ ? kDialToneEndHz : 0;
  const bool noise = StandsOut(now, low) && StandsOut(now, high) &&
                     RivalPower(measured.block, low, high, from_hz) <= kMostRivalShare * (measured.power - tones);
  return noise ? Grade::kNoisy : Grade::kEdge;
}

// Where a tone lies near its nominal frequency, from the phase it gained in one hop. Unambiguous to 100 Hz.
float DtmfDetector::TrueFrequency(const DtmfSpectrum& now, std::size_t tone) const {
  const float re = now.Re(tone) * previous_.Re(tone) + now.Im(tone) * previous_.Im(tone);
  const float im = now.Im(tone) * previous_.Re(tone) - now.Re(tone) * previous_.Im(tone);
  constexpr float kHopSeconds = static_cast<float>(kHopSamples) / kDtmfRateHz;
  const float turns = std::atan2(im, re) / static_cast<float>(kTwoPi) - DtmfFrequency(tone) * kHopSeconds;
  return DtmfFrequency(tone) + (turns - std::round(turns)) / kHopSeconds;
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
  const bool other =
      block.grade != Grade::kNone && block.digit != digit_ && (block.grade == Grade::kClean || !confirmed_);
  if (!other && misses_ < misses_to_end_) return;
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
  if (block.grade == Grade::kClean) CleanHit(block);
  if (block.grade >= Grade::kNoisy) {
    ++noisy_hits_;
    low_hz_ = block.low_hz;
    high_hz_ = block.high_hz;
  }
  strongest_ = std::max(strongest_, block.power);
  const bool certain = hits_ >= hits_to_confirm_ && clean_hits_ >= hits_to_confirm_ - kUncleanHits;
  if (confirmed_ || !(certain || noisy_hits_ >= kNoisyHitsPerHit * hits_to_confirm_)) return;
  confirmed_ = true;
  started_ = digit_;
}

// Counts from anew where the tones have moved.
void DtmfDetector::CleanHit(const Block& block) {
  const Block& first = first_clean_;
  const bool balanced = block.twist <= kSteadyTwist * first.twist && first.twist <= kSteadyTwist * block.twist;
  const bool same = clean_hits_ > 0 && balanced && std::abs(block.low_hz - first.low_hz) <= kSteadyHz &&
                    std::abs(block.high_hz - first.high_hz) <= kSteadyHz;
  if (!same && !confirmed_) {
    first_clean_ = block;
    clean_hits_ = 0;
  }
  ++clean_hits_;
}

Duration DtmfDetector::sounding() const { return kHopDuration * (span_ - 1); }

void DtmfDetector::Finish() {
  if (confirmed_) (ended_ ? pending_ : ended_) = Digit{digit_, kHopDuration * span_, kHopDuration * misses_};
  confirmed_ = false;
  digit_ = 0;
}

}  // namespace ossicle::dsp
