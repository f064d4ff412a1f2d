#include "dsp/echo_return_meter.h"

#include <algorithm>
#include <cmath>

#include "dsp/level_meter.h"

namespace ossicle::dsp {
namespace {

constexpr float kFarEndMeanSquare = 1e-5f;  // -50 dBFS
constexpr int kRingingBlocks = 30;          // 300 ms: a room's echo outlives the far end
constexpr float kEchoOverNoise = 10.0f;
constexpr float kLeastNoise = 1e-9f;
constexpr float kNoiseRise = 1.005f;        // 2 dB a second
constexpr float kSlow = 0.02f;              // of a block in the means: half a second
/// Once at least this much is cancelled, a block that keeps so many times more than usual holds the near end.
constexpr float kTrustedShare = 0.1f;
constexpr float kDoubleTalk = 5.0f;
/// After this long it is no double talk: the canceller has lost the echo path.
constexpr int kMostRefused = 300;
constexpr float kMostDb = 60.0f;

}  // namespace

void EchoReturnMeter::Process(std::span<const float> reference, std::span<const float> microphone,
                              std::span<const float> after) {
  const float before_now = MeanSquareOf(microphone);
  if (MeanSquareOf(reference) > kFarEndMeanSquare) far_end_blocks_ = kRingingBlocks;
  if (far_end_blocks_ == 0) {
    noise_ = std::min(std::max(noise_, kLeastNoise) * kNoiseRise, before_now);
    return;
  }
  --far_end_blocks_;
  const float after_now = MeanSquareOf(after);
  if (before_now < kEchoOverNoise * noise_ || !IsEcho(before_now, after_now)) return;
  before_ += kSlow * (before_now - before_);
  after_ += kSlow * (after_now - after_);
  blocks_ = std::min(blocks_ + 1, kEnoughBlocks);
}

bool EchoReturnMeter::IsEcho(float microphone, float after) {
  const bool trusted = known() && after_ < kTrustedShare * before_;
  if (trusted && after * before_ > kDoubleTalk * after_ * microphone && ++refused_ < kMostRefused) return false;
  refused_ = 0;
  return true;
}

float EchoReturnMeter::enhancement_db() const {
  if (!known()) return 0;
  return std::clamp(10.0f * std::log10(before_ / std::max(after_, 1e-12f)), 0.0f, kMostDb);
}

}  // namespace ossicle::dsp
