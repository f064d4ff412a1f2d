#pragma once

// What the resampler programs of the peers have in common with bench/audio/resampler-calls.ts:
//   PROGRAM IN_HZ OUT_HZ QUALITY FILES ROUND_MS
// The signal goes through once in blocks of 20 ms, as floats, for its quality; then over and over for its cost.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "passes.h"
#include "sound_file.h"

namespace bench {

/// `Engine(in_hz, out_hz, quality)` has Process(in, in_count, out, room), which returns how many it wrote, for float and
/// for its `Fast` kind of samples (the one it is meant for in telephony), and Restart().
template <typename Engine>
class ResamplerRun {
 public:
  ResamplerRun(int in_hz, int out_hz, int quality)
      : engine_(in_hz, out_hz, quality), block_(static_cast<std::size_t>(in_hz / 50)), in_hz_(in_hz), out_hz_(out_hz) {}

  /// Milliseconds of output that are missing when they are due, at the worst moment.
  double Quality(const std::vector<float>& input, std::vector<float>& output) {
    std::size_t written = 0;
    double withheld_ms = 0;
    for (std::size_t at = 0; at + block_ <= input.size(); at += block_) {
      written += engine_.Process(&input[at], block_, &output[written], output.size() - written);
      const double taken_ms = 1000.0 * static_cast<double>(at + block_) / in_hz_;
      withheld_ms = std::max(withheld_ms, taken_ms - 1000.0 * static_cast<double>(written) / out_hz_);
    }
    output.resize(written);
    return withheld_ms;
  }

  double UsPerBlock(const std::vector<float>& input, int round_ms) {
    std::vector<typename Engine::Fast> in(input.size()), out(block_ * 64 + 4096);
    const float scale = std::is_same_v<typename Engine::Fast, float> ? 1.0f : 32767.0f;
    std::transform(input.begin(), input.end(), in.begin(),
                   [&](float value) { return static_cast<typename Engine::Fast>(value * scale); });
    Passes passes;
    for (const Round round(round_ms); passes.count() == 0 || !round.over();) {
      engine_.Restart();
      passes.Time(in.size() / block_, [&] {
        for (std::size_t at = 0; at + block_ <= in.size(); at += block_)
          (void)engine_.Process(&in[at], block_, out.data(), out.size());
      });
    }
    return passes.Median();
  }

 private:
  Engine engine_;
  std::size_t block_;
  int in_hz_, out_hz_;
};

template <typename Engine>
int RunResampler(int argc, char** argv) {
  if (argc < 6) return 2;
  const int in_hz = std::atoi(argv[1]), out_hz = std::atoi(argv[2]), quality = std::atoi(argv[3]);
  const std::string files = argv[4];
  const std::vector<float> input = ReadAll<float>(files + ".input");
  std::vector<float> output(input.size() * static_cast<std::size_t>(out_hz) / static_cast<std::size_t>(in_hz) + 4096);
  ResamplerRun<Engine> run(in_hz, out_hz, quality);
  const double withheld_ms = run.Quality(input, output);
  WriteAll(files + ".output", output);
  std::printf("{\"us\":%.6f,\"withheldMs\":%.6f}\n", run.UsPerBlock(input, std::atoi(argv[5])), withheld_ms);
  return 0;
}

}  // namespace bench
