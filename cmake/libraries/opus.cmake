# libopus, used by native/codec alone.
ossicle_static_library(opus ARCHIVE opus HEADER opus/opus.h INCLUDE_SUBFOLDER opus
  HINT "Debian and Ubuntu: libopus-dev; Homebrew and vcpkg: opus.")
if(UNIX AND NOT APPLE)
  set_property(TARGET ossicle::opus APPEND PROPERTY INTERFACE_LINK_LIBRARIES m)
endif()
