// Any bytes as a WAV stream: in one piece and in pieces of a size that the bytes themselves choose, samples are the same.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "file/wav_reader.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

struct Outcome {
  bool ok = true;
  std::size_t samples = 0;
  std::uint64_t sum = 0;
};

template <typename T>
void Drain(file::AudioReader& reader, Outcome& outcome) {
  std::array<T, 64> out;
  while (const std::size_t count = reader.Read(std::span<T>(out))) {
    if (count > out.size() || count % static_cast<std::size_t>(reader.info()->channels) != 0) std::abort();
    for (const T sample : std::span<T>(out).first(count)) {
      if (!(sample - sample == 0)) std::abort();  // NaN, infinity
      if constexpr (std::is_integral_v<T>) outcome.sum = outcome.sum * 31 + static_cast<std::uint16_t>(sample);
    }
    outcome.samples += count;
  }
}

template <typename T>
Outcome Read(Bytes bytes, std::size_t piece) {
  file::WavReader reader;
  Outcome outcome;
  while (!bytes.empty()) {
    const auto taken = reader.Push(bytes.first(std::min(piece, bytes.size())));
    if (!taken.ok()) return {.ok = false};
    bytes = bytes.subspan(taken.value());
    const std::size_t before = outcome.samples;
    Drain<T>(reader, outcome);
    if (taken.value() == 0 && outcome.samples == before) std::abort();  // neither takes nor gives
  }
  if (!reader.End().ok()) return {.ok = false};
  Drain<T>(reader, outcome);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  const Bytes bytes(seed.data(), seed.size());
  const std::size_t piece = seed.empty() ? 1 : 1 + seed.back() % 50;
  const Outcome whole = Read<Sample>(bytes, seed.size() + 1), pieces = Read<Sample>(bytes, piece);
  if (whole.ok != pieces.ok || whole.samples != pieces.samples || whole.sum != pieces.sum) std::abort();
  const Outcome floating = Read<float>(bytes, piece);
  if (whole.ok != floating.ok || whole.samples != floating.samples) std::abort();
  return 0;
}
