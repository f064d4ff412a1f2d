# speexdsp builds with autotools alone; its sources are few and need four definitions.
ossicle_vendor_archive(speexdsp_source speexdsp-1.2.1.tar.gz https://downloads.xiph.org/releases/speex
  8c777343e4a6399569c72abc38a95b24db56882c83dbdb6c6424a5f4aeb54d3d)
FetchContent_MakeAvailable(speexdsp_source)

set(INCLUDE_STDINT "#include <stdint.h>")
foreach(bits 16 32)
  set(SIZE${bits} int${bits}_t)
  set(USIZE${bits} uint${bits}_t)
endforeach()
set(speexdsp_include "${CMAKE_BINARY_DIR}/vendor/speexdsp")
file(GLOB speexdsp_headers "${speexdsp_source_SOURCE_DIR}/include/speex/*.h")
file(COPY ${speexdsp_headers} DESTINATION "${speexdsp_include}/speex")
configure_file("${speexdsp_source_SOURCE_DIR}/include/speex/speexdsp_config_types.h.in"
  "${speexdsp_include}/speex/speexdsp_config_types.h" @ONLY)

set(speexdsp_parts buffer fftwrap filterbank jitter mdf preprocess resample scal smallft)
list(TRANSFORM speexdsp_parts REPLACE "(.+)" "${speexdsp_source_SOURCE_DIR}/libspeexdsp/\\1.c"
  OUTPUT_VARIABLE speexdsp_sources)
add_library(speexdsp STATIC ${speexdsp_sources})
target_include_directories(speexdsp PRIVATE "${speexdsp_include}")
target_compile_definitions(speexdsp PRIVATE FLOATING_POINT USE_SMALLFT EXPORT=)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  target_compile_definitions(speexdsp PRIVATE USE_SSE USE_SSE2)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
  target_compile_definitions(speexdsp PRIVATE USE_NEON)
endif()
if(MSVC)
  target_compile_definitions(speexdsp PRIVATE _USE_MATH_DEFINES)
endif()
ossicle_vendor_target(speexdsp speexdsp "${speexdsp_include}")
