#include "media/open_file.h"

#if defined(_WIN32)
#include <filesystem>
#endif

namespace ossicle::media {

std::FILE* OpenFile(const std::string& path, const char* mode) {
#if defined(_WIN32)
  const std::u8string utf8(path.begin(), path.end());
  const std::wstring wide_mode(mode, mode + std::char_traits<char>::length(mode));
  return _wfopen(std::filesystem::path(utf8).c_str(), wide_mode.c_str());
#else
  return std::fopen(path.c_str(), mode);
#endif
}

}  // namespace ossicle::media
