#pragma once

// Any bytes as a stream of one format of sound files: in one piece and in pieces of a size that the bytes themselves
// choose.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "file/audio_reader.h"
#include "hex_seed.h"

namespace ossicle::fuzz {

struct Outcome {
  bool ok = true;
  bool damaged = false;
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

template <typename Reader, typename T>
Outcome Read(Bytes bytes, std::size_t piece) {
  Reader reader;
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
  outcome.damaged = reader.damaged_parts() > 0;
  (void)reader.truncated();
  return outcome;
}

class Memory final : public file::ByteSource {
 public:
  explicit Memory(Bytes bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  std::size_t ReadAt(std::uint64_t offset, MutableBytes out) override {
    if (offset >= bytes_.size()) return 0;
    const std::size_t count = std::min<std::size_t>(out.size(), bytes_.size() - static_cast<std::size_t>(offset));
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
    return count;
  }
  Bytes From(std::uint64_t offset) const { return bytes_.subspan(static_cast<std::size_t>(offset)); }

 private:
  const Bytes bytes_;
};

/// Jumps after the first samples, then reads to the end.
template <typename Reader>
void Seek(Bytes bytes, std::size_t piece, std::uint64_t frame) {
  Reader reader;
  Outcome outcome;
  Memory file(bytes);
  bool sought = false;
  while (!bytes.empty()) {
    const auto taken = reader.Push(bytes.first(std::min(piece, bytes.size())));
    if (!taken.ok()) return;
    bytes = bytes.subspan(taken.value());
    const std::size_t before = outcome.samples;
    Drain<Sample>(reader, outcome);
    if (taken.value() == 0 && outcome.samples == before && !bytes.empty()) std::abort();
    if (sought || outcome.samples == 0) continue;
    sought = true;
    const auto point = reader.Seek(frame, file);
    if (!point) continue;
    if (point->offset > file.size()) std::abort();
    bytes = file.From(point->offset);
  }
  if (reader.End().ok()) Drain<Sample>(reader, outcome);
}

/// What is whole does not depend on how it comes; around damage, how much is skipped may.
template <typename Reader>
int FuzzReader(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = DecodeSeed(data, size);
  const Bytes bytes(seed.data(), seed.size());
  const std::size_t piece = seed.empty() ? 1 : 1 + seed.back() % 50;
  const Outcome whole = Read<Reader, Sample>(bytes, seed.size() + 1), pieces = Read<Reader, Sample>(bytes, piece);
  if (!whole.damaged && !pieces.damaged && (whole.ok != pieces.ok || whole.samples != pieces.samples || whole.sum != pieces.sum))
    std::abort();
  const Outcome floating = Read<Reader, float>(bytes, piece);
  if (pieces.ok != floating.ok || pieces.samples != floating.samples) std::abort();
  for (const std::uint64_t frame : {std::uint64_t{0}, std::uint64_t{piece} * 300, std::uint64_t{1} << 40, ~std::uint64_t{0}})
    Seek<Reader>(bytes, piece, frame);
  return 0;
}

}  // namespace ossicle::fuzz
