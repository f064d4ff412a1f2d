# libogg: what libFLAC of most distributions is linked to. Our own Ogg is in native/file.
ossicle_static_library(ogg ARCHIVE ogg HEADER ogg/ogg.h
  HINT "Debian and Ubuntu: libogg-dev; Homebrew and vcpkg: libogg.")
