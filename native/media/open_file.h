#pragma once

#include <cstdio>
#include <string>

namespace ossicle::media {

/// fopen with a UTF-8 path on every platform; null with errno set when it fails.
std::FILE* OpenFile(const std::string& path, const char* mode);

}  // namespace ossicle::media
