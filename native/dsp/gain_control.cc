#include "dsp/gain_control.h"

#include <algorithm>
#include <cmath>

#include "dsp/decibel.h"
#include "dsp/level_meter.h"

namespace ossicle::dsp {
namespace {

constexpr float kSpeechProbability = 0.5f;
constexpr float kSlowSeconds = 2.0f;
constexpr float kFastSeconds = 0.2f;
/// Nothing is lifted before this much speech was heard: a click or a cough is no talker.
constexpr float kTrustSeconds = 0.25f;
/// A stretch this much louder than the mean makes the level its own.
constexpr float kFastMarginDb = 6;
constexpr float kUpDbPerSecond = 12;
constexpr float kDownDbPerSecond = 60;
/// The tail of a word, which the detector may no longer take for speech.
constexpr float kHoldSeconds = 0.2f;
constexpr float kTakeBackDbPerSecond = 120;
constexpr float kMostLossDb = 30;

float DbOf(float mean_square) { return PowerToDbfs(mean_square * kFullScale * kFullScale); }
float Factor(float db) { return std::pow(10.0f, db / 20); }

}  // namespace

GainControl::GainControl(const Config& config)
    : config_(config),
      frame_s_(static_cast<float>(config.frame_samples) / static_cast<float>(config.sample_rate_hz)),
      limiter_(config.sample_rate_hz, config.frame_samples, 1),
      detector_(config.sample_rate_hz) {
  Reset();
}

void GainControl::Reset() {
  limited_ = {};
  detector_.Reset();
  slow_power_ = fast_power_ = speech_s_ = 0;
  since_speech_s_ = kHoldSeconds;
  speech_gain_db_ = applied_db_ = 0;
}

float GainControl::speech_level_dbfs() const { return speech_s_ > 0 ? DbOf(slow_power_) : config_.target_dbfs; }

void GainControl::Process(std::span<float> frame) {
  detector_.Process(std::span<const float>(frame));
  Process(frame, detector_.probability());
}

void GainControl::Process(std::span<float> frame, float speech_probability) {
  const bool speech = speech_probability >= kSpeechProbability;
  if (speech) MeasureSpeech(MeanSquareOf(frame));
  since_speech_s_ = speech ? 0 : since_speech_s_ + frame_s_;

  const float wanted = WantedGainDb();
  if (speech || wanted < speech_gain_db_)
    speech_gain_db_ =
        std::clamp(wanted, speech_gain_db_ - kDownDbPerSecond * frame_s_, speech_gain_db_ + kUpDbPerSecond * frame_s_);

  float next = speech_gain_db_;
  if (since_speech_s_ >= kHoldSeconds)
    next = std::min(next, std::max(kMostNoiseGainDb, applied_db_ - kTakeBackDbPerSecond * frame_s_));
  Amplify(frame, applied_db_, next);
  applied_db_ = next;
}

/// A plain mean at first, so that the first words count in full; later one that forgets.
void GainControl::MeasureSpeech(float mean_square) {
  speech_s_ = std::min(speech_s_ + frame_s_, kSlowSeconds);
  slow_power_ += frame_s_ / speech_s_ * (mean_square - slow_power_);
  fast_power_ += frame_s_ / std::min(speech_s_, kFastSeconds) * (mean_square - fast_power_);
}

float GainControl::WantedGainDb() const {
  if (speech_s_ == 0) return 0;
  const float level = std::max(DbOf(slow_power_), DbOf(fast_power_) - kFastMarginDb);
  const float most = speech_s_ < kTrustSeconds ? 0 : config_.most_gain_db;
  return std::clamp(config_.target_dbfs - level, -kMostLossDb, most);
}

/// The limiter's full scale is the ceiling here.
void GainControl::Amplify(std::span<float> frame, float from_db, float to_db) {
  const float ceiling = Factor(config_.ceiling_dbfs);
  const float unit = 32767.0f / ceiling;
  const float from = Factor(from_db) * unit;
  const float step = (Factor(to_db) * unit - from) / static_cast<float>(frame.size());
  float largest = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    frame[i] *= from + step * static_cast<float>(i + 1);
    largest = std::max(largest, std::abs(frame[i]));
  }
  float back = 1 / unit;
  if (limiter_.Keeps(limited_, largest * limited_.gain))
    back *= limited_.gain;
  else
    limiter_.Process(limited_, frame);
  for (float& x : frame) x *= back;
}

}  // namespace ossicle::dsp
