#pragma once

// Key presses, and what a detector hears of them.
#include <string>
#include <vector>

#include "dsp/dtmf_detector.h"
#include "dsp/dtmf_tones.h"
#include "signals.h"

namespace ossicle::test {

struct Heard {
  std::string digits;
  std::vector<double> durations_ms;
};

inline Heard Listen(const Signal& signal, int rate_hz = 8000, std::size_t frame_samples = 160,
                    const dsp::DtmfDetector::Config& config = {}) {
  dsp::DtmfDetector detector(rate_hz, config);
  Heard heard;
  const auto take = [&](ConstSamples frame) {
    const auto digit = detector.Process(frame);
    if (!digit) return;
    heard.digits += digit->digit;
    heard.durations_ms.push_back(ToMilliseconds(digit->duration));
  };
  const ConstSamples all(signal);
  for (std::size_t at = 0; at < all.size(); at += frame_samples)
    take(all.subspan(at, std::min(frame_samples, all.size() - at)));
  const Signal quiet = Silence(100, rate_hz);
  take(quiet);
  take(quiet);
  return heard;
}

struct Press {
  int row = 1, column = 1;
  double low_dbm0 = -10, high_dbm0 = -10;
  double low_shift = 0, high_shift = 0;  // of the frequency, 0.01 = 1 %
  double ms = 50;
  double before_ms = 60;  // silence
};

inline Signal Pressed(const Press& p, int rate_hz = 8000) {
  Signal out = Silence(p.before_ms, rate_hz);
  const double low_hz = double{dsp::kDtmfLowHz[static_cast<std::size_t>(p.row)]} * (1 + p.low_shift);
  const double high_hz = double{dsp::kDtmfHighHz[static_cast<std::size_t>(p.column)]} * (1 + p.high_shift);
  const double to_dbov = -3.17 - 3.01;
  Append(out, Added(Sine(low_hz, p.low_dbm0 + to_dbov, p.ms, rate_hz, 0.3),
                    Sine(high_hz, p.high_dbm0 + to_dbov, p.ms, rate_hz, 1.1)));
  Append(out, Silence(60, rate_hz));
  return out;
}

inline void ForEachKey(const auto& visit) {
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 4; ++column) visit(row, column, std::string(1, dsp::kDtmfKeys[row][column]));
}

}  // namespace ossicle::test
