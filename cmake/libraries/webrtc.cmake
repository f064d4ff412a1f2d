# The audio processing module of WebRTC (echo canceller, noise suppressor), used by native/dsp alone. Without it
# everything else builds, and those two answer with a named error.
#
# Found as a static archive: tg_owt (Debian and Ubuntu) or webrtc-audio-processing, each with abseil's archives. tg_owt's
# own CMake package is not asked: it drags in X11, glib and ffmpeg, of which the audio part needs nothing.
option(OSSICLE_WEBRTC "Link the WebRTC audio processing module where it is found" ON)
set(OSSICLE_HAS_WEBRTC OFF)
if(NOT OSSICLE_WEBRTC)
  return()
endif()

find_library(OSSICLE_WEBRTC_ARCHIVE
  NAMES libtg_owt.a libwebrtc-audio-processing-2.a libwebrtc-audio-processing-1.a)
find_path(OSSICLE_WEBRTC_INCLUDE modules/audio_processing/include/audio_processing.h
  PATH_SUFFIXES tg_owt webrtc-audio-processing-2 webrtc-audio-processing-1)
find_path(OSSICLE_ABSEIL_INCLUDE absl/base/config.h)
find_library(OSSICLE_ABSEIL_BASE NAMES libabsl_base.a)
if(NOT OSSICLE_WEBRTC_ARCHIVE OR NOT OSSICLE_WEBRTC_INCLUDE OR NOT OSSICLE_ABSEIL_INCLUDE OR NOT OSSICLE_ABSEIL_BASE)
  message(STATUS "webrtc: not found, so without echo canceller and noise suppressor (Debian and Ubuntu: libtgowt-dev libabsl-dev)")
  return()
endif()
set(OSSICLE_HAS_WEBRTC ON)

get_filename_component(abseil_folder "${OSSICLE_ABSEIL_BASE}" DIRECTORY)
file(GLOB abseil_archives "${abseil_folder}/libabsl_*.a")
add_library(ossicle::webrtc STATIC IMPORTED GLOBAL)
set_target_properties(ossicle::webrtc PROPERTIES
  IMPORTED_LOCATION "${OSSICLE_WEBRTC_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${OSSICLE_WEBRTC_INCLUDE};${OSSICLE_ABSEIL_INCLUDE}"
  INTERFACE_COMPILE_DEFINITIONS
    "OSSICLE_HAS_WEBRTC=1;WEBRTC_APM_DEBUG_DUMP=0;$<$<BOOL:${UNIX}>:WEBRTC_POSIX>;$<$<PLATFORM_ID:Linux>:WEBRTC_LINUX>;$<$<PLATFORM_ID:Darwin>:WEBRTC_MAC>"
  # In a program the C++ library comes first: else the linker takes the standard templates that gtest asks for from
  # objects of tg_owt that have nothing to do with audio, and that ask for OpenSSL.
  INTERFACE_LINK_OPTIONS
    "$<$<AND:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>,$<NOT:$<BOOL:${APPLE}>>>:LINKER:--push-state,--no-as-needed,-lstdc++,--pop-state>"
  # Abseil's archives refer to one another in circles.
  INTERFACE_LINK_LIBRARIES
    "$<$<NOT:$<BOOL:${APPLE}>>:-Wl,--start-group>;${abseil_archives};$<$<NOT:$<BOOL:${APPLE}>>:-Wl,--end-group>;Threads::Threads;${CMAKE_DL_LIBS}")
