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

bool SeekFile(std::FILE* file, std::uint64_t offset) {
#if defined(_WIN32)
  return _fseeki64(file, static_cast<std::int64_t>(offset), SEEK_SET) == 0;
#else
  return fseeko(file, static_cast<off_t>(offset), SEEK_SET) == 0;
#endif
}

}  // namespace ossicle::media
