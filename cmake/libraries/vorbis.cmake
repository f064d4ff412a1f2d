# libvorbis, used by native/file alone.
ossicle_static_library(vorbis ARCHIVE vorbis HEADER vorbis/codec.h
  HINT "Debian and Ubuntu: libvorbis-dev; Homebrew and vcpkg: libvorbis.")
include(libraries/ogg)
set_property(TARGET ossicle::vorbis APPEND PROPERTY INTERFACE_LINK_LIBRARIES ossicle::ogg)
if(UNIX AND NOT APPLE)
  set_property(TARGET ossicle::vorbis APPEND PROPERTY INTERFACE_LINK_LIBRARIES m)
endif()
