#pragma once

// The requirements of ITU-T Q.24 as signals with the digits that a receiver must make of them, at 8 kHz.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"

namespace ossicle::bench {

using Audio = std::vector<std::int16_t>;

/// One key press. Q.24 gives levels in dBm0 per tone; a sine at full scale has 3.17.
struct Press {
  int key = 0;  ///< 0..15, row by row
  double low_dbm0 = -10, high_dbm0 = -10;
  double low_shift = 0, high_shift = 0;  ///< of the frequency: 0.015 is 1.5 % above
  double on_ms = 50, off_ms = 50;
  double gap_at_ms = 0, gap_ms = 0;  ///< an interruption
};

class DtmfSignal {
 public:
  explicit DtmfSignal(Random& random) : random_(random) { Silence(20 + 20 * random_.Uniform()); }

  static char KeyName(int key) { return "123A456B789C*0#D"[key]; }

  void Add(const Press& press) {
    constexpr double kLowHz[] = {697, 770, 852, 941}, kHighHz[] = {1209, 1336, 1477, 1633};
    const double low_step = Step(kLowHz[press.key / 4] * (1 + press.low_shift));
    const double high_step = Step(kHighHz[press.key % 4] * (1 + press.high_shift));
    const double low_phase = random_.Uniform() * 2 * std::numbers::pi,
                 high_phase = random_.Uniform() * 2 * std::numbers::pi;
    const std::size_t length = Samples(press.on_ms), gap = Samples(press.gap_at_ms),
                      gap_end = gap + Samples(press.gap_ms);
    for (std::size_t i = 0; i < length; ++i) {
      const double n = static_cast<double>(i);
      const double value = Peak(press.low_dbm0) * std::sin(low_step * n + low_phase) +
                           Peak(press.high_dbm0) * std::sin(high_step * n + high_phase);
      signal_.push_back(i >= gap && i < gap_end ? 0 : value);
    }
    Silence(press.off_ms);
  }

  /// A tone under all of it.
  void AddTone(double hz, double dbm0) {
    for (std::size_t i = 0; i < signal_.size(); ++i)
      signal_[i] += Peak(dbm0) * std::sin(Step(hz) * static_cast<double>(i));
  }

  /// White noise over all of it, of this RMS.
  void AddNoise(double rms) {
    for (double& value : signal_) value += rms * random_.Gaussian();
  }

  /// Limited to 16 bits, as any path would, and with silence enough behind it for any receiver to make up its mind.
  Audio Take() {
    Silence(120);
    Audio audio(signal_.size());
    std::transform(signal_.begin(), signal_.end(), audio.begin(), [](double value) {
      return static_cast<std::int16_t>(std::lrint(std::clamp(value, -32768.0, 32767.0)));
    });
    return audio;
  }

  static double Peak(double dbm0) { return 32768 * std::pow(10.0, (dbm0 - 3.17) / 20); }

 private:
  static constexpr double kRateHz = 8000;
  static double Step(double hz) { return 2 * std::numbers::pi * hz / kRateHz; }
  static std::size_t Samples(double ms) { return static_cast<std::size_t>(std::lround(ms * kRateHz / 1000)); }
  void Silence(double ms) { signal_.resize(signal_.size() + Samples(ms)); }

  Random& random_;
  std::vector<double> signal_;
};

/// What a receiver must hear in a signal.
struct DtmfCase {
  Audio audio;
  std::string digits;
};

struct DtmfGroup {
  std::string name;
  bool dial_tone;  ///< To be asked with the receiver's filter against it.
  std::vector<DtmfCase> cases;
};

/// Builds the groups of the grid; the same on every call.
class DtmfGrid {
 public:
  static std::vector<DtmfGroup> Build() {
    DtmfGrid grid;
    grid.Frequencies();
    grid.LevelsAndTwist();
    grid.Times();
    grid.Noise();
    grid.DialTone();
    return std::move(grid.groups_);
  }

 private:
  using Edit = std::function<void(Press&)>;

  void Group(const char* name, bool dial_tone = false) { groups_.push_back({name, dial_tone, {}}); }

  /// Each key, pressed so `times` times in a row; it must be heard as often, or not at all.
  void EachKey(bool accept, int times, const Edit& edit, double noise_snr_db = 0) {
    for (int key = 0; key < 16; ++key) {
      DtmfSignal signal(random_);
      Press press;
      press.key = key;
      edit(press);
      for (int i = 0; i < times; ++i) signal.Add(press);
      if (noise_snr_db > 0) signal.AddNoise(DtmfSignal::Peak(press.low_dbm0) * std::pow(10.0, -noise_snr_db / 20));
      const std::size_t heard = accept ? static_cast<std::size_t>(times) : 0;
      groups_.back().cases.push_back({signal.Take(), std::string(heard, DtmfSignal::KeyName(key))});
    }
  }

  void Frequencies() {
    Group("frequency within 1.5 %");
    for (const double low : {-0.015, 0.0, 0.015})
      for (const double high : {-0.015, 0.0, 0.015})
        EachKey(true, 2, [=](Press& p) { p.low_shift = low, p.high_shift = high; });
    Group("frequency 3.5 % off");
    for (const double shift : {-0.035, 0.035}) {
      EachKey(false, 2, [=](Press& p) { p.low_shift = shift; });
      EachKey(false, 2, [=](Press& p) { p.high_shift = shift; });
      for (const double other : {-0.035, 0.035})
        EachKey(false, 2, [=](Press& p) { p.low_shift = shift, p.high_shift = other; });
    }
  }

  void LevelsAndTwist() {
    Group("level 0 to -25 dBm0");
    for (int dbm0 = 0; dbm0 >= -25; --dbm0) EachKey(true, 2, [=](Press& p) { p.low_dbm0 = p.high_dbm0 = dbm0; });
    Group("twist +4 to -8 dB");
    for (int twist_db = -8; twist_db <= 4; ++twist_db)
      for (const double loud_dbm0 : {-5.0, -17.0})
        EachKey(true, 2, [=](Press& p) {
          p.low_dbm0 = loud_dbm0 - std::max(twist_db, 0);
          p.high_dbm0 = loud_dbm0 + std::min(twist_db, 0);
        });
    Group("dynamic range");
    for (int key = 0; key < 16; ++key)
      for (const bool loud_first : {false, true}) {
        DtmfSignal signal(random_);
        for (int i = 0; i < 4; ++i) {
          const double dbm0 = (i % 2 == 0) == loud_first ? 0 : -25;
          signal.Add({.key = key, .low_dbm0 = dbm0, .high_dbm0 = dbm0});
        }
        groups_.back().cases.push_back({signal.Take(), std::string(4, DtmfSignal::KeyName(key))});
      }
  }

  void Times() {
    Group("tone and pause of 40 ms");
    for (int i = 0; i < 10; ++i) EachKey(true, 10, [](Press& p) { p.on_ms = p.off_ms = 40; });
    Group("tone of 23 ms");
    for (int i = 0; i < 10; ++i) EachKey(false, 10, [](Press& p) { p.on_ms = 23; });
    Group("interruption up to 10 ms");
    for (int ms = 1; ms <= 10; ++ms)
      for (const double at_ms : {30.0, 50.0, 70.0})
        EachKey(true, 1, [=](Press& p) { p.on_ms = 100 + ms, p.gap_at_ms = at_ms, p.gap_ms = ms; });
  }

  void Noise() {
    for (const int snr_db : {24, 18, 15, 12}) {
      Group(("white noise, " + std::to_string(snr_db) + " dB").c_str());
      for (int i = 0; i < 10; ++i)
        EachKey(
            true, 5, [](Press&) {}, snr_db);
    }
  }

  void DialTone() {
    Group("dial tone of -13 dBm0 under digits", true);
    for (const auto& [first_hz, second_hz] : {std::pair{350.0, 440.0}, {425.0, 0.0}})
      for (const double dbm0 : {-4.0, -10.0, -16.0})
        for (int key = 0; key < 16; ++key) {
          DtmfSignal signal(random_);
          for (int i = 0; i < 4; ++i) signal.Add({.key = key, .low_dbm0 = dbm0, .high_dbm0 = dbm0});
          signal.AddTone(first_hz, -13);
          if (second_hz > 0) signal.AddTone(second_hz, -13);
          groups_.back().cases.push_back({signal.Take(), std::string(4, DtmfSignal::KeyName(key))});
        }
  }

  Random random_{20261121};
  std::vector<DtmfGroup> groups_;
};

}  // namespace ossicle::bench
