// Stands in for libFuzzer where the compiler has none: feeds every seed, then seeded mutations of each, to the target.
// A finding ends the program (sanitizers abort), so reaching the end is the pass. A target whose inputs are dear gets fewer.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "hex_seed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

using Clock = std::chrono::steady_clock;

constexpr int kMutationsPerSeed = 2000;
constexpr Clock::duration kMostTime = std::chrono::seconds(15);
constexpr std::uint32_t kRandomSeed = 20'230'817;

void Feed(const Bytes& input) {
  // An exact-size copy, so that reading one byte too far is seen by the address sanitizer.
  const Bytes copy(input.begin(), input.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

std::size_t Below(std::size_t limit, std::mt19937& random) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

void MutateOnce(Bytes& bytes, std::mt19937& random) {
  if (bytes.empty()) {
    bytes.push_back(static_cast<std::uint8_t>(Below(256, random)));
    return;
  }
  const std::size_t at = Below(bytes.size(), random);
  const auto offset = static_cast<std::ptrdiff_t>(at);
  switch (Below(5, random)) {
    case 0: bytes[at] ^= static_cast<std::uint8_t>(1u << Below(8, random)); break;
    case 1: bytes[at] = static_cast<std::uint8_t>(Below(256, random)); break;
    case 2: bytes[at] = Below(2, random) == 0 ? 0x00 : 0xff; break;
    case 3: bytes.resize(at); break;
    default: {
      const Bytes prefix(bytes.begin(), bytes.begin() + offset);
      bytes.insert(bytes.begin() + offset, prefix.begin(), prefix.end());
    }
  }
}

/// How many before `end`.
int FeedMutations(const Bytes& seed, Clock::time_point end, std::mt19937& random) {
  for (int i = 0; i < kMutationsPerSeed; ++i) {
    if (Clock::now() >= end) return i;
    Bytes bytes = seed;
    const std::size_t rounds = 1 + Below(4, random);
    for (std::size_t round = 0; round < rounds; ++round) MutateOnce(bytes, random);
    Feed(bytes);
  }
  return kMutationsPerSeed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::fprintf(stderr, "usage: %s FOLDER_OF_SEEDS (it must exist)\n", argv[0]);
    return EXIT_FAILURE;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (files.empty()) {
    std::fprintf(stderr, "%s holds no seeds\n", argv[1]);
    return EXIT_FAILURE;
  }
  std::sort(files.begin(), files.end());
  std::mt19937 random(kRandomSeed);
  Feed({});
  const Clock::time_point start = Clock::now();
  int mutations = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::ifstream stream(files[i], std::ios::binary);
    const Bytes text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    // Mutations belong to the bytes on the wire, not to the text that spells them.
    const Bytes seed = ossicle::fuzz::DecodeSeed(text.data(), text.size());
    Feed(seed);
    const auto share = kMostTime * static_cast<std::int64_t>(i + 1) / static_cast<std::int64_t>(files.size());
    mutations += FeedMutations(seed, start + share, random);
  }
  std::printf("%zu seeds, %d mutations\n", files.size(), mutations);
  return EXIT_SUCCESS;
}
