#include "dsp/activity_detector.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/level_meter.h"

namespace ossicle::dsp {
namespace {

constexpr Duration kFloorSlot = Milliseconds(400);
constexpr float kQuietRoomDbfs = -65;   // taken as the floor until two seconds were heard
constexpr float kLeastFloorDbfs = -75;  // a muted line says nothing about the room behind it
constexpr float kHysteresisDb = 3;
constexpr float kProbabilitySlopeDb = 2;

}  // namespace

ActivityDetector::ActivityDetector(int sample_rate_hz, const Config& config)
    : sample_rate_hz_(sample_rate_hz), config_(config) {
  Reset();
}

void ActivityDetector::Reset() {
  slot_least_dbfs_.fill(kQuietRoomDbfs);
  slot_ = 0;
  slot_age_ = {};
  floor_dbfs_ = kQuietRoomDbfs;
  probability_ = 0;
  speech_ = false;
  loud_ = quiet_ = {};
}

void ActivityDetector::TrackFloor(float level_dbfs, Duration length) {
  float& least = slot_least_dbfs_[slot_];
  least = slot_age_ == Duration{} ? level_dbfs : std::min(least, level_dbfs);
  least = std::max(least, kLeastFloorDbfs);
  slot_age_ += length;
  if (slot_age_ >= kFloorSlot) {
    slot_ = (slot_ + 1) % kFloorSlots;
    slot_age_ = {};
  }
  floor_dbfs_ = *std::min_element(slot_least_dbfs_.begin(), slot_least_dbfs_.end());
}

ActivityDetector::Change ActivityDetector::Process(ConstSamples frame) {
  if (frame.empty()) return Change::kNone;
  const float level_dbfs = PowerToDbfs(MeanSquare(frame));
  const Duration length = SamplesToDuration(static_cast<std::int64_t>(frame.size()), sample_rate_hz_);
  TrackFloor(level_dbfs, length);

  const float excess_db = level_dbfs - std::max(floor_dbfs_ + config_.threshold_db, config_.least_level_dbfs);
  probability_ = 1 / (1 + std::exp(-excess_db / kProbabilitySlopeDb));
  const bool loud = excess_db > (speech_ ? -kHysteresisDb : 0.0f);

  if (!speech_) {
    loud_ = loud ? loud_ + length : std::max(loud_ - length, Duration{});
    if (loud_ < config_.min_speech) return Change::kNone;
    speech_ = true;
    quiet_ = {};
    return Change::kSpeechStarted;
  }
  quiet_ = loud ? Duration{} : quiet_ + length;
  if (quiet_ < config_.hangover) return Change::kNone;
  speech_ = false;
  loud_ = {};
  return Change::kSpeechEnded;
}

}  // namespace ossicle::dsp
