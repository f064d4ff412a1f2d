// The mixer without codecs: what one member that talks and listens costs per frame of 20 ms, beside a loop that only
// sums, subtracts and saturates.
//
//   bench_mixer_loop RATE_HZ N ROUNDS MILLISECONDS_PER_ROUND
//
// Prints one line of JSON with a figure per round, in nanoseconds per member and frame: `plain` with all gains at 0 dB
// and a sum that fits; `full` with gains, speaker finding, and a sum 12 dB too loud for the limiter.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/random.h"
#include "core/target_clones.h"
#include "dsp/mixer.h"
#include "tick_time.h"

namespace ossicle::bench {
namespace {

/// Noise for each member, two frames in turn.
class Voices {
 public:
  Voices(std::size_t members, std::size_t frame_samples, double sum_rms) : frame_samples_(frame_samples) {
    Random random(1);
    samples_.resize(members * frame_samples * 2);
    const double rms = sum_rms / std::sqrt(static_cast<double>(members));
    for (Sample& sample : samples_)
      sample = static_cast<Sample>(std::lrint(std::clamp(rms * random.Gaussian(), -32768.0, 32767.0)));
  }
  void Next() { odd_ = !odd_; }
  ConstSamples operator[](std::size_t member) const {
    return ConstSamples(samples_).subspan((member * 2 + (odd_ ? 1 : 0)) * frame_samples_, frame_samples_);
  }

 private:
  std::size_t frame_samples_;
  bool odd_ = false;
  std::vector<Sample> samples_;
};

class MixerLoop {
 public:
  MixerLoop(std::size_t members, const dsp::MixerOptions& options, float gain_db)
      : mixer_(options), out_(options.frame_samples) {
    for (std::size_t i = 0; i < members; ++i) mixer_.SetGain(mixer_.AddInput(), gain_db);
  }
  void Tick(const Voices& voices) {
    const std::size_t members = mixer_.inputs();
    for (std::size_t i = 0; i < members; ++i) mixer_.Write(i, voices[i]);
    mixer_.Mix();
    for (std::size_t i = 0; i < members; ++i) {
      mixer_.ReadWithout(i, out_);
      seen_ += out_[i % out_.size()];
    }
  }
  std::int64_t seen() const { return seen_; }

 private:
  dsp::Mixer mixer_;
  std::vector<Sample> out_;
  std::int64_t seen_ = 0;
};

OSSICLE_TARGET_CLONES
void Add(const Sample* __restrict in, std::int32_t* __restrict total, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) total[n] += in[n];
}

OSSICLE_TARGET_CLONES
void Subtract(const std::int32_t* __restrict total, const Sample* __restrict own, Sample* __restrict out,
              std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) out[n] = static_cast<Sample>(std::clamp(total[n] - own[n], -32768, 32767));
}

/// The unavoidable, compiled for the same vector units as the mixer.
class FloorLoop {
 public:
  FloorLoop(std::size_t members, std::size_t frame_samples) : members_(members), total_(frame_samples), out_(frame_samples) {}
  void Tick(const Voices& voices) {
    std::fill(total_.begin(), total_.end(), 0);
    for (std::size_t i = 0; i < members_; ++i) Add(voices[i].data(), total_.data(), total_.size());
    for (std::size_t i = 0; i < members_; ++i) {
      Subtract(total_.data(), voices[i].data(), out_.data(), out_.size());
      seen_ += out_[i % out_.size()];
    }
  }
  std::int64_t seen() const { return seen_; }

 private:
  std::size_t members_;
  std::vector<std::int32_t> total_;
  std::vector<Sample> out_;
  std::int64_t seen_ = 0;
};

int Main(int rate_hz, std::size_t members, int rounds, Clock::duration window) {
  const std::size_t frame_samples = FrameSamples(rate_hz);
  dsp::MixerOptions options{.sample_rate_hz = rate_hz, .frame_samples = frame_samples};
  Voices fitting(members, frame_samples, 6000), hot(members, frame_samples, 16000);
  MixerLoop plain(members, options, 0);
  options.find_speaker = true;
  MixerLoop full(members, options, 6.1f);
  FloorLoop floor(members, frame_samples);
  std::vector<double> plain_ns, full_ns, floor_ns;
  for (int round = -1; round < rounds; ++round) {  // the first is the warm-up
    const double a = NanosecondsPerMember(plain, fitting, members, window);
    const double b = NanosecondsPerMember(floor, fitting, members, window);
    const double c = NanosecondsPerMember(full, hot, members, window);
    if (round < 0) continue;
    plain_ns.push_back(a);
    floor_ns.push_back(b);
    full_ns.push_back(c);
  }
  if (plain.seen() == 0 && floor.seen() == 0 && full.seen() == 0) return 1;
  std::printf("{");
  PrintRounds("plain", plain_ns, 2, ",");
  PrintRounds("full", full_ns, 2, ",");
  PrintRounds("floor", floor_ns, 2, "}\n");
  return 0;
}

}  // namespace
}  // namespace ossicle::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_mixer_loop RATE_HZ N ROUNDS MILLISECONDS_PER_ROUND\n");
    return 2;
  }
  const auto members = static_cast<std::size_t>(std::max(std::atoi(argv[2]), 1));
  return ossicle::bench::Main(std::max(std::atoi(argv[1]), 8000), members, std::max(std::atoi(argv[3]), 1),
                              std::chrono::milliseconds(std::atoi(argv[4])));
}
