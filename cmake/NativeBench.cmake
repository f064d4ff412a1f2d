# Native benchmark programs: bench/native/<name>.cc becomes bench_<name>. A peer to measure against has a folder of its
# own: bench/native/<peer>/<name>.cc becomes bench_<peer>_<name>, linked to that peer and left out where it is not found.

#   ossicle_bench_programs(<pattern> <prefix> <library>...)
function(ossicle_bench_programs pattern prefix)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/native/${pattern}")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${prefix}${name} "${source}")
    target_include_directories(${prefix}${name} PRIVATE "${CMAKE_SOURCE_DIR}/bench/native")
    target_link_libraries(${prefix}${name} PRIVATE ossicle::media ossicle::flags ${ARGN})
  endforeach()
endfunction()

# A peer that this machine may lack. Imported means SYSTEM: its headers give no warnings of ours. bench/harness/peers.ts
# says how to install it.
#   ossicle_bench_peer(<peer> LIBRARY <stem> HEADER <path>)
function(ossicle_bench_peer peer)
  cmake_parse_arguments(PARSE_ARGV 1 PEER "" "LIBRARY;HEADER" "")
  find_library(OSSICLE_PEER_${peer}_LIBRARY NAMES "${PEER_LIBRARY}")
  find_path(OSSICLE_PEER_${peer}_INCLUDE "${PEER_HEADER}")
  if(OSSICLE_PEER_${peer}_LIBRARY AND OSSICLE_PEER_${peer}_INCLUDE)
    add_library(peer_${peer} UNKNOWN IMPORTED)
    set_target_properties(peer_${peer} PROPERTIES
      IMPORTED_LOCATION "${OSSICLE_PEER_${peer}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${OSSICLE_PEER_${peer}_INCLUDE}")
    ossicle_bench_programs("${peer}/*.cc" bench_${peer}_ peer_${peer})
  else()
    message(STATUS "The peer ${peer} is not installed: its benchmark programs are left out")
  endif()
endfunction()

ossicle_bench_programs("*.cc" bench_)
ossicle_bench_peer(spandsp LIBRARY spandsp HEADER spandsp/telephony.h)
ossicle_bench_peer(libsrtp LIBRARY srtp2 HEADER srtp2/srtp.h)
ossicle_bench_peer(soxr LIBRARY soxr HEADER soxr.h)
ossicle_bench_peer(samplerate LIBRARY samplerate HEADER samplerate.h)
# The addon links these two, so they are always there.
ossicle_bench_programs("opus/*.cc" bench_opus_ ossicle::opus)
ossicle_bench_programs("speexdsp/*.cc" bench_speexdsp_ ossicle::speexdsp)
if(TARGET ossicle::webrtc)
  ossicle_bench_programs("webrtc/*.cc" bench_webrtc_ ossicle::webrtc ossicle::speexdsp)
endif()

# What the benchmarks of ossicle/audio load into Node: an addon of empty methods, and a counter of allocations.
add_library(bench_empty_method MODULE "${CMAKE_SOURCE_DIR}/bench/native/addon/empty_method.cc")
set_target_properties(bench_empty_method PROPERTIES PREFIX "" SUFFIX ".node")
target_include_directories(bench_empty_method SYSTEM PRIVATE "${CMAKE_SOURCE_DIR}/node_modules/node-api-headers/include")
target_compile_definitions(bench_empty_method PRIVATE NAPI_VERSION=8)
target_link_libraries(bench_empty_method PRIVATE ossicle::flags ${CMAKE_DL_LIBS})
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  add_library(bench_malloc_count MODULE "${CMAKE_SOURCE_DIR}/bench/native/preload/malloc_count.cc")
  set_target_properties(bench_malloc_count PROPERTIES PREFIX "" SUFFIX ".so" CXX_VISIBILITY_PRESET default)
  target_link_libraries(bench_malloc_count PRIVATE ossicle::flags)
endif()
