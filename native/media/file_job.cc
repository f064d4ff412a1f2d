#include "media/file_job.h"

#include <cerrno>

namespace ossicle::media {

const char* ErrnoText(int error) {
  switch (error) {
    case ENOSPC: return "ENOSPC: the disk is full";
    case EACCES: return "EACCES: permission denied";
    case ENOENT: return "ENOENT: no such file or directory";
    case EEXIST: return "EEXIST: the file exists already";
    case EISDIR: return "EISDIR: is a directory";
    case ENOTDIR: return "ENOTDIR: a part of the path is no directory";
    case EMFILE: return "EMFILE: too many open files";
    case EROFS: return "EROFS: the file system is read-only";
    case EFBIG: return "EFBIG: the file would become too large";
#if defined(EDQUOT)
    case EDQUOT: return "EDQUOT: the disk quota is used up";
#endif
    case ENAMETOOLONG: return "ENAMETOOLONG: the path is too long";
    default: return "EIO: input/output error";
  }
}

}  // namespace ossicle::media
