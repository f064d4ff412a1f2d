# speexdsp, used by native/dsp alone (resampling).
ossicle_static_library(speexdsp ARCHIVE speexdsp HEADER speex/speex_resampler.h
  HINT "Debian and Ubuntu: libspeexdsp-dev; Homebrew and vcpkg: speexdsp.")
if(UNIX AND NOT APPLE)
  set_property(TARGET ossicle::speexdsp APPEND PROPERTY INTERFACE_LINK_LIBRARIES m)
endif()
