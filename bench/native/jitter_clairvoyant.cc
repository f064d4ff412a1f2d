// The clairvoyant of jitter/clairvoyant.h over the same traces.
//   bench_jitter_clairvoyant SEEDS SECONDS FIRST_SEED TICK_MS FAMILY=CONCEALED_PERCENT...
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "jitter/clairvoyant.h"

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const int seeds = std::atoi(argv[1]), first_seed = std::atoi(argv[3]);
  const double length_ms = 1000 * std::atof(argv[2]), tick_ms = std::atof(argv[4]);
  for (int i = 5; i < argc; ++i) {
    const std::string_view wish = argv[i];
    const std::size_t equals = wish.find('=');
    if (equals == std::string_view::npos) return 2;
    for (const jitter::Family& family : jitter::Families()) {
      if (family.name != wish.substr(0, equals)) continue;
      jitter::Clairvoyant::Schedule mean;
      for (int k = 0; k < seeds; ++k) {
        const auto seed = static_cast<std::uint64_t>(first_seed + k);
        const jitter::Trace trace = jitter::MakeTrace(family, seed, length_ms);
        jitter::Clairvoyant clairvoyant(trace, tick_ms, ossicle::Random(seed).Uniform() * tick_ms);
        const auto one = clairvoyant.At(std::atof(argv[i] + equals + 1) / 100);
        mean.delay_ms += one.delay_ms / seeds;
        mean.concealed += one.concealed / seeds;
        mean.stretched += one.stretched / seeds;
      }
      std::printf("{\"who\":\"clairvoyant\",\"family\":\"%s\",\"delay\":%.2f,\"concealed\":%.4f,\"stretched\":%.4f}\n",
                  family.name.c_str(), mean.delay_ms, mean.concealed * 100, mean.stretched * 100);
      std::fflush(stdout);
    }
  }
  return 0;
}
