#pragma once

// Test data that is not part of the repository: the folder OSSICLE_VECTORS, or shared/vectors beside the repository.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace ossicle::test {

inline std::filesystem::path VectorsFolder() {
  if (const char* named = std::getenv("OSSICLE_VECTORS")) return named;
  return std::filesystem::path(OSSICLE_SOURCE_DIR) / ".." / "shared" / "vectors";
}

inline std::vector<std::uint8_t> ReadBytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// 16-bit little-endian values of a file from `offset` on.
inline std::vector<std::int16_t> ReadSamples(const std::filesystem::path& path, std::size_t offset = 0) {
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  std::vector<std::int16_t> samples;
  for (std::size_t i = offset; i + 1 < bytes.size(); i += 2)
    samples.push_back(static_cast<std::int16_t>(bytes[i] | bytes[i + 1] << 8));
  return samples;
}

/// Samples of a 16-bit mono WAV file of the collection, whose headers are plain.
inline std::vector<std::int16_t> ReadWavSamples(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  for (std::size_t i = 12; i + 8 <= bytes.size() && i < 4096; ++i)
    if (std::memcmp(bytes.data() + i, "data", 4) == 0) return ReadSamples(path, i + 8);
  ADD_FAILURE() << path << " has no samples";
  return {};
}

}  // namespace ossicle::test

/// Leaves the test, visibly, where the collection is not there.
#define OSSICLE_NEED_VECTORS(folder)                                                    \
  if (!std::filesystem::exists(::ossicle::test::VectorsFolder() / (folder)))            \
    GTEST_SKIP() << "no test vectors at " << ::ossicle::test::VectorsFolder() / (folder)
