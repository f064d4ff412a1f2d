#include "dsp/speaker.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "dsp/decibel.h"

namespace ossicle::dsp {
namespace {

constexpr float kLevelRiseSeconds = 0.03f, kLevelFallSeconds = 0.3f;
constexpr float kRecentSeconds = 0.15f, kLatelySeconds = 0.7f;
constexpr float kNoiseRiseDbPerSecond = 5;
constexpr float kAboveNoiseDb = 6;     // what is not speech
constexpr float kQuietestDbfs = -55;   // nor is anything below
constexpr float kFullSpeechDb = 30;    // so far above is as much speech as can be
constexpr float kLouder = 2;           // 3 dB
constexpr float kAudible = 335;        // mean square of -65 dBFS: below it nobody takes a place
constexpr float kBegins = 0.2f;        // recent speech that takes a free floor
constexpr float kAheadRecently = 0.2f, kAheadLately = 0.02f;
constexpr float kHoldSeconds = 0.5f;

/// As PowerToDbfs, up to 0.3 dB too low, at a tenth of its cost: exponent and mantissa of a float as they stand are a
/// logarithm made of straight lines.
float RoughDbfs(float mean_square) {
  constexpr float kDbPerBit = 3.0103f / 8388608;  // 2^23 steps of the mantissa to a doubling
  const std::int32_t above_full_scale = std::bit_cast<std::int32_t>(mean_square) - std::bit_cast<std::int32_t>(kFullScale * kFullScale);
  return static_cast<float>(above_full_scale) * kDbPerBit;
}

/// Goes `share` of the way. What has all but gone is 0: numbers too small for their exponent are slow to reckon with.
void Approach(float& average, float target, float share) {
  average += (target - average) * share;
  if (average < 1e-9f) average = 0;
}

}  // namespace

SpeakerLevels::SpeakerLevels(float frame_seconds) : noise_rise_db_(kNoiseRiseDbPerSecond * frame_seconds) {
  const auto share = [&](float seconds) { return 1 - std::exp(-frame_seconds / seconds); };
  level_rise_ = share(kLevelRiseSeconds);
  level_fall_ = share(kLevelFallSeconds);
  recent_ = share(kRecentSeconds);
  lately_ = share(kLatelySeconds);
}

void SpeakerLevels::Update(Speaker& speaker, float mean_square) const {
  Approach(speaker.level, mean_square, mean_square > speaker.level ? level_rise_ : level_fall_);
  const float speech = Speech(speaker, mean_square);
  Approach(speaker.recent, speech, recent_);
  Approach(speaker.lately, speech, lately_);
}

float SpeakerLevels::Speech(Speaker& speaker, float mean_square) const {
  if (mean_square <= 0) return 0;  // no frame tells nothing of the noise
  const float level_dbfs = RoughDbfs(mean_square);
  speaker.noise_dbfs = std::min(level_dbfs, speaker.noise_dbfs + noise_rise_db_);
  const float threshold_dbfs = std::max(speaker.noise_dbfs + kAboveNoiseDb, kQuietestDbfs);
  return std::clamp((level_dbfs - threshold_dbfs) * (1 / kFullSpeechDb), 0.0f, 1.0f);
}

void ChooseLoudest(std::span<Speaker> speakers, std::size_t count) {
  std::size_t taken = 0;
  for (const Speaker& speaker : speakers) taken += speaker.present && speaker.chosen ? 1 : 0;
  for (std::size_t changes = 0; changes <= 2 * count; ++changes) {
    Speaker *quietest = nullptr, *loudest = nullptr;
    for (Speaker& speaker : speakers) {
      if (!speaker.present) continue;
      if (speaker.chosen && (!quietest || speaker.level < quietest->level)) quietest = &speaker;
      if (!speaker.chosen && (!loudest || speaker.level > loudest->level)) loudest = &speaker;
    }
    if (taken > count) {
      quietest->chosen = false;
      --taken;
    } else if (loudest && taken < count) {
      loudest->chosen = true;
      ++taken;
    } else if (loudest && quietest && loudest->level > kAudible && loudest->level > kLouder * quietest->level) {
      std::swap(quietest->chosen, loudest->chosen);
    } else {
      return;
    }
  }
}

bool ActiveSpeaker::Update(std::span<const Speaker> speakers) {
  seconds_held_ += frame_seconds_;
  if (index_ && seconds_held_ < kHoldSeconds) return false;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < speakers.size(); ++i)
    if (i != index_ && Ahead(speakers[i], speakers) && (!best || speakers[i].recent > speakers[*best].recent)) best = i;
  if (!best) return false;
  index_ = best;
  seconds_held_ = 0;
  return true;
}

bool ActiveSpeaker::Ahead(const Speaker& challenger, std::span<const Speaker> speakers) const {
  if (!challenger.present || challenger.recent < kBegins) return false;
  if (!index_) return true;
  const Speaker& holder = speakers[*index_];
  return challenger.recent > holder.recent + kAheadRecently && challenger.lately > holder.lately + kAheadLately;
}

}  // namespace ossicle::dsp
