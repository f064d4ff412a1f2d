ossicle_vendor_archive(opus_source opus-1.5.2.tar.gz https://downloads.xiph.org/releases/opus
  65c1d2f78b9f2fb20082c38cbe47c951ad5839345876e46941612ee87f9a7ce1)
set(OPUS_INSTALL_PKG_CONFIG_MODULE OFF CACHE BOOL "" FORCE)
set(OPUS_INSTALL_CMAKE_CONFIG_MODULE OFF CACHE BOOL "" FORCE)
FetchContent_MakeAvailable(opus_source)

# As packages lay it out: <opus.h> and <opus/opus.h> both work.
set(opus_include "${CMAKE_BINARY_DIR}/vendor/include")
file(GLOB opus_headers "${opus_source_SOURCE_DIR}/include/*.h")
file(COPY ${opus_headers} DESTINATION "${opus_include}/opus")
ossicle_vendor_target(opus opus "${opus_include};${opus_include}/opus")
