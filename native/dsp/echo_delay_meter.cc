#include "dsp/echo_delay_meter.h"

#include <algorithm>

#include "dsp/decimation.h"

namespace ossicle::dsp {
namespace {

constexpr std::size_t kMostDelaySamples = kToneRateHz / 2;
constexpr Duration kReverberation = Milliseconds(60);
constexpr float kFarEndMeanSquare = 1e-5f;  // -50 dBFS
constexpr int kRingingBlocks = 60;          // 600 ms: the longest delay, and some room
/// The average is looked at after so many blocks.
constexpr int kLookBlocks = 100;
/// A known delay is left alone for so long.
constexpr int kRestBlocks = 300;

std::size_t BlockSamples(int sample_rate_hz) { return FrameSamples(sample_rate_hz, Milliseconds(10)); }

}  // namespace

EchoDelayMeter::EchoDelayMeter(int sample_rate_hz)
    : factor_(static_cast<std::size_t>(sample_rate_hz / kToneRateHz)),
      taps_(factor_ > 1 ? DecimationFilter(factor_) : std::vector<float>()),
      reference_{std::vector<float>(taps_.size() + BlockSamples(sample_rate_hz)),
                 std::vector<float>(BlockSamples(kToneRateHz))},
      microphone_(reference_),
      meter_(kToneRateHz, kMostDelaySamples, kReverberation) {}

std::span<const float> EchoDelayMeter::Decimated(std::span<const float> block, Narrow& narrow) const {
  if (factor_ == 1) return block;
  std::copy(narrow.history.end() - static_cast<std::ptrdiff_t>(taps_.size()), narrow.history.end(),
            narrow.history.begin());
  std::copy(block.begin(), block.end(), narrow.history.begin() + static_cast<std::ptrdiff_t>(taps_.size()));
  Decimate(narrow.history.data(), taps_.data(), taps_.size(), factor_, narrow.block.data(), narrow.block.size());
  return narrow.block;
}

void EchoDelayMeter::Process(std::span<const float> reference, std::span<const float> microphone) {
  if (resting_blocks_ > 0) {
    --resting_blocks_;
    return;
  }
  float power = 0;
  for (const float x : reference) power += x * x;
  if (power > kFarEndMeanSquare * static_cast<float>(reference.size())) ringing_blocks_ = kRingingBlocks;
  if (ringing_blocks_ == 0) return;
  --ringing_blocks_;
  meter_.Process(Decimated(reference, reference_), Decimated(microphone, microphone_));
  if (++listened_blocks_ % kLookBlocks == 0) Rest();
}

void EchoDelayMeter::Rest() {
  const DelayMeter::Reading& reading = meter_.Read();
  known_ = reading.confidence > 0 && reading.delay_samples >= 0;
  delay_ms_ = known_ ? reading.delay_samples * 1000 / kToneRateHz : 0;
  if (known_) resting_blocks_ = kRestBlocks;
}

void EchoDelayMeter::Reset() {
  meter_.Reset();
  std::fill(reference_.history.begin(), reference_.history.end(), 0.0f);
  std::fill(microphone_.history.begin(), microphone_.history.end(), 0.0f);
  ringing_blocks_ = listened_blocks_ = resting_blocks_ = 0;
  delay_ms_ = 0;
  known_ = false;
}

}  // namespace ossicle::dsp
