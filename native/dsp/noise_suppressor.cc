#include "dsp/noise_suppressor.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/level_meter.h"

namespace ossicle::dsp {
namespace {

constexpr int kSlotBlocks = 50;
/// Noise at this mean square is heard by nobody behind a telephone; the gap between both keeps the choice from
/// swinging. -66 and -62 dBFS.
constexpr float kClean = 2.5e-7f;
constexpr float kNoisy = 6.3e-7f;
constexpr int kCleanBlocks = 100;
constexpr float kUnknown = 1e9f;
/// The stage's first output is its own silence, for less than two blocks.
constexpr int kWarmingBlocks = 2;

bool IsFaint(float x) { return std::abs(x) < 2.5f / kFullScale; }

}  // namespace

Result<std::unique_ptr<NoiseSuppressor>> NoiseSuppressor::Create(const Config& config) {
  Result<std::unique_ptr<WebRtcStage>> stage = WebRtcStage::NoiseSuppressor(config.sample_rate_hz, config.reduction);
  if (!stage.ok()) return stage.status();
  return std::unique_ptr<NoiseSuppressor>(new NoiseSuppressor(config, std::move(stage).value()));
}

NoiseSuppressor::NoiseSuppressor(const Config& config, std::unique_ptr<WebRtcStage> stage)
    : config_(config),
      block_samples_(WebRtcBlockSamples(config.sample_rate_hz)),
      stage_(std::move(stage)),
      past_(static_cast<std::size_t>(stage_->latency_samples())),
      delayed_(block_samples_) {
  Clear();
}

void NoiseSuppressor::Reset() {
  stage_->Reset();
  Clear();
}

void NoiseSuppressor::Clear() {
  std::fill(past_.begin(), past_.end(), 0.0f);
  std::fill(std::begin(slot_least_), std::end(slot_least_), kUnknown);
  slot_ = 0;
  slot_blocks_ = clean_blocks_ = warming_ = 0;
  active_ = true;
  share_ = 1.0f;
}

float NoiseSuppressor::Floor() const {
  const float least = *std::min_element(std::begin(slot_least_), std::end(slot_least_));
  return least < kUnknown ? least : 0.0f;
}

float NoiseSuppressor::noise_level_dbfs() const { return PowerToDbfs(Floor() * kFullScale * kFullScale); }

void NoiseSuppressor::Process(std::span<float> frame) {
  for (; frame.size() >= block_samples_; frame = frame.subspan(block_samples_)) ProcessBlock(frame.first(block_samples_));
}

void NoiseSuppressor::ProcessBlock(std::span<float> block) {
  TrackNoise(block);
  Decide();
  Delay(block);
  if (active_ || share_ > 0) stage_->Process(block);
  const float target = active_ && warming_ == 0 ? 1.0f : 0.0f;
  if (warming_ > 0) --warming_;
  const float step = (target - share_) / static_cast<float>(block.size());
  if (step == 0 && share_ == 1.0f) return;
  for (std::size_t i = 0; i < block.size(); ++i) {
    share_ += step;
    block[i] = delayed_[i] + share_ * (block[i] - delayed_[i]);
  }
  share_ = target;
}

/// Digital silence tells nothing: senders that leave pauses out put it between noisy words. Blocks that are partly so
/// tell as little, unless the rest of them is noise that 16 bits hardly show: such a line is clean.
void NoiseSuppressor::TrackNoise(std::span<const float> block) {
  if (++slot_blocks_ > kSlotBlocks) {
    slot_ = (slot_ + 1) % kFloorSlots;
    slot_least_[slot_] = kUnknown;
    slot_blocks_ = 1;
  }
  const auto zeros = static_cast<std::size_t>(std::count(block.begin(), block.end(), 0.0f));
  const bool faint = zeros < block.size() && std::all_of(block.begin(), block.end(), IsFaint);
  if (zeros < block.size() / 4 || faint) slot_least_[slot_] = std::min(slot_least_[slot_], MeanSquareOf(block));
}

void NoiseSuppressor::Decide() {
  if (!config_.bypass_clean) return;
  const float floor = Floor();
  if (active_) {
    clean_blocks_ = floor < kClean ? clean_blocks_ + 1 : 0;
    active_ = clean_blocks_ < kCleanBlocks;
    return;
  }
  if (floor < kNoisy) return;
  active_ = true;
  clean_blocks_ = 0;
  warming_ = kWarmingBlocks;
}

void NoiseSuppressor::Delay(std::span<const float> block) {
  const std::size_t late = past_.size();  // less than a block
  std::copy(past_.begin(), past_.end(), delayed_.begin());
  std::copy(block.begin(), block.end() - static_cast<std::ptrdiff_t>(late),
            delayed_.begin() + static_cast<std::ptrdiff_t>(late));
  std::copy(block.end() - static_cast<std::ptrdiff_t>(late), block.end(), past_.begin());
}

}  // namespace ossicle::dsp
