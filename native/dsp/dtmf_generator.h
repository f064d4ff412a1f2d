#pragma once

#include <array>
#include <string_view>

#include "dsp/tone_generator.h"

namespace ossicle::dsp {

/// Dials digits in the audio (ITU-T Q.23).
class DtmfGenerator {
 public:
  static constexpr std::size_t kMaxDigits = 128;
  struct Config {
    Duration on = Milliseconds(100);
    Duration off = Milliseconds(100);
    float level_dbm0 = -9;  ///< Of each of the two tones.
  };

  explicit DtmfGenerator(int sample_rate_hz) : tones_(sample_rate_hz, 1) {}

  /// Dials 0-9, *, #, A-D (also a-d); a comma is one second of silence. False, and nothing changes, when `digits`
  /// holds anything else or more than kMaxDigits.
  bool Start(std::string_view digits, const Config& config);
  bool Start(std::string_view digits) { return Start(digits, Config()); }
  void Stop();

  /// Fills `out`; returns how many samples were produced: fewer than out.size() at the end.
  std::size_t Process(Samples out);
  bool done() const { return next_ >= count_ && tones_.done(); }

 private:
  ToneGenerator tones_;
  Config config_;
  std::array<char, kMaxDigits> digits_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace ossicle::dsp
