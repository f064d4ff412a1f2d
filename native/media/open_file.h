#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace ossicle::media {

/// fopen with a UTF-8 path on every platform; null with errno set when it fails.
std::FILE* OpenFile(const std::string& path, const char* mode);

/// Goes to a byte of the file; false with errno set when that fails.
bool SeekFile(std::FILE* file, std::uint64_t offset);

}  // namespace ossicle::media
