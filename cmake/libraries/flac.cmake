# libFLAC, used by native/file alone.
ossicle_static_library(flac ARCHIVE FLAC HEADER FLAC/stream_decoder.h
  HINT "Debian and Ubuntu: libflac-dev; Homebrew: flac; vcpkg: libflac.")
include(libraries/ogg)
set_property(TARGET ossicle::flac APPEND PROPERTY INTERFACE_LINK_LIBRARIES ossicle::ogg)
set_property(TARGET ossicle::flac APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS FLAC__NO_DLL)
if(UNIX AND NOT APPLE)
  set_property(TARGET ossicle::flac APPEND PROPERTY INTERFACE_LINK_LIBRARIES m)
endif()
