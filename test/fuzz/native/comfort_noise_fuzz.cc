// Any bytes as a run of comfort noise payloads, [length][payload]…: parsing and writing agree, and the noise stays what
// a later, quiet description says, however wild the ones before were.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "codec/comfort_noise.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

void Check(const codec::NoiseDescription& noise) {
  if (!(noise.level_dbov <= 0 && noise.level_dbov >= -127) || noise.order > codec::kMaxNoiseOrder) std::abort();
  for (const float reflection : noise.reflection)
    if (!(std::abs(reflection) < 1)) std::abort();
}

void Play(codec::ComfortNoiseGenerator& generator, codec::ComfortNoiseAnalyzer& analyzer, Bytes payload) {
  const auto noise = codec::ParseComfortNoise(payload);
  if (!noise.ok()) return;
  Check(noise.value());
  std::array<std::uint8_t, 1 + codec::kMaxNoiseOrder> written;
  const std::size_t size = codec::WriteComfortNoise(noise.value(), written);
  for (std::size_t i = 0; i < size; ++i)
    if (written[i] != payload[i] && !(i > 0 && payload[i] == 255 && written[i] == 254)) std::abort();
  std::array<Sample, 160> frame;
  generator.SetDescription(noise.value());
  generator.Generate(frame);
  analyzer.Analyze(frame);
  Check(analyzer.description());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  data = seed.data();
  size = seed.size();
  codec::ComfortNoiseGenerator generator(8000, 1);
  codec::ComfortNoiseAnalyzer analyzer(10);
  Bytes bytes(data, size);
  for (int payloads = 0; !bytes.empty() && payloads < 64; ++payloads) {
    const std::size_t length = std::min<std::size_t>(bytes[0] % 16, bytes.size() - 1);
    Play(generator, analyzer, bytes.subspan(1, length));
    bytes = bytes.subspan(1 + length);
  }
  codec::NoiseDescription quiet;
  generator.SetDescription(quiet);
  std::array<Sample, 160> frame;
  for (int i = 0; i < 50; ++i) generator.Generate(frame);
  if (!std::all_of(frame.begin(), frame.end(), [](Sample sample) { return std::abs(sample) < 100; })) std::abort();
  return 0;
}
