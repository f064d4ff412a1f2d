// What the detector takes for a digit when told other limits than those of Q.24.
#include <gtest/gtest.h>

#include "dtmf_presses.h"

namespace ossicle::dsp {
namespace {

using test::ForEachKey;
using test::Listen;
using test::Pressed;
using test::Signal;

std::string Digits(const Signal& signal, const DtmfDetector::Config& config) {
  return Listen(signal, 8000, 160, config).digits;
}

TEST(DtmfOptions, LongerToneIsWaitedFor) {
  for (const int min_ms : {60, 100, 500}) {
    const DtmfDetector::Config config{.min_on = Milliseconds(min_ms)};
    for (int offset = 0; offset < 40; offset += 3)
      ForEachKey([&](int row, int column, const std::string& key) {
        const auto pressed = [&](double ms) {
          return Pressed({.row = row, .column = column, .ms = ms, .before_ms = 60 + offset / 8.0});
        };
        EXPECT_EQ(Digits(pressed(min_ms), config), key) << min_ms;
        EXPECT_EQ(Digits(pressed(min_ms - 17), config), "") << min_ms;
      });
  }
}

TEST(DtmfOptions, LongerPauseIsBridged) {
  for (const int min_ms : {60, 100, 300})
    for (int offset = 0; offset < 40; ++offset) {
      const auto interrupted = [&](double gap_ms) {
        Signal signal = Pressed({.ms = 60, .before_ms = 60 + offset / 8.0});
        signal.resize(signal.size() - test::SamplesIn(60, 8000));
        test::Append(signal, Pressed({.ms = 60, .before_ms = gap_ms}));
        test::Append(signal, test::Silence(min_ms, 8000));
        return Digits(signal, {.min_off = Milliseconds(min_ms)});
      };
      EXPECT_EQ(interrupted(min_ms - 30), "5") << min_ms << " " << offset;
      EXPECT_EQ(interrupted(min_ms), "55") << min_ms << " " << offset;
    }
}

TEST(DtmfOptions, LevelIsAdjustable) {
  const auto at = [](int row, int column, double dbm0) {
    return Pressed({.row = row, .column = column, .low_dbm0 = dbm0, .high_dbm0 = dbm0, .ms = 60});
  };
  ForEachKey([&](int row, int column, const std::string& key) {
    EXPECT_EQ(Digits(at(row, column, -45), {.min_level_dbm0 = -45}), key);
    EXPECT_EQ(Digits(at(row, column, -15), {.min_level_dbm0 = -15}), key);
    EXPECT_EQ(Digits(at(row, column, -19), {.min_level_dbm0 = -15}), "");
  });
}

TEST(DtmfOptions, TwistIsAdjustable) {
  const auto twisted = [](int row, int column, double db) {
    return Pressed({.row = row, .column = column, .low_dbm0 = -10 - db / 2, .high_dbm0 = -10 + db / 2, .ms = 60});
  };
  ForEachKey([&](int row, int column, const std::string& key) {
    const DtmfDetector::Config wide{.min_twist_db = -14, .max_twist_db = 12},
        narrow{.min_twist_db = -1, .max_twist_db = 0};
    for (const double db : {-14.0, 12.0}) EXPECT_EQ(Digits(twisted(row, column, db), wide), key) << db;
    for (const double db : {-1.0, 0.0}) EXPECT_EQ(Digits(twisted(row, column, db), narrow), key) << db;
    for (const double db : {-4.0, 3.0}) EXPECT_EQ(Digits(twisted(row, column, db), narrow), "") << db;
  });
}

Signal OnDialTone(const Signal& digits, std::initializer_list<double> dial_hz, double dial_dbov) {
  Signal signal = test::Silence(400, 8000);
  test::Append(signal, digits);
  test::Append(signal, test::Silence(400, 8000));
  const double ms = static_cast<double>(signal.size()) / 8;
  for (const double hz : dial_hz) signal = test::Added(signal, test::Sine(hz, dial_dbov, ms, 8000));
  return signal;
}

TEST(DtmfOptions, DialToneUnderDigitsIsFilteredOut) {
  const std::initializer_list<double> tones[] = {{350, 440}, {425}, {400, 450}};
  for (const auto& dial_hz : tones)
    ForEachKey([&](int row, int column, const std::string& key) {
      const Signal digit = Pressed({.row = row, .column = column, .low_dbm0 = -15, .high_dbm0 = -15, .ms = 40});
      const Signal loud = OnDialTone(digit, dial_hz, -13 - 6.18);  // 2 dB above each tone of the digit
      EXPECT_EQ(Digits(loud, {.dial_tone_filter = true}), key) << *dial_hz.begin();
      EXPECT_EQ(Digits(loud, {}), "") << *dial_hz.begin();
    });
}

TEST(DtmfOptions, DialToneAloneIsNoDigit) {
  for (const double dbov : {-10.0, -20.0, -40.0}) {
    const Signal dial = OnDialTone(test::Silence(2000, 8000), {350, 440}, dbov);
    EXPECT_EQ(Digits(dial, {.dial_tone_filter = true}), "");
  }
}

TEST(DtmfOptions, FilteredLimitsHold) {
  const DtmfDetector::Config config{.dial_tone_filter = true};
  ForEachKey([&](int row, int column, const std::string& key) {
    for (const double shift : {-0.015, 0.015})
      EXPECT_EQ(Digits(Pressed({.row = row, .column = column, .low_shift = shift, .ms = 40}), config), key);
    for (const double shift : {-0.035, 0.035})
      EXPECT_EQ(Digits(Pressed({.row = row, .column = column, .low_shift = shift, .ms = 100}), config), "");
    EXPECT_EQ(Digits(Pressed({.row = row, .column = column, .ms = 23}), config), "");
  });
  EXPECT_EQ(Digits(test::Noise(-20, 60'000, 8000, 3), config), "");
}

}  // namespace
}  // namespace ossicle::dsp
