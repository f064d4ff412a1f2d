# Builds opus, speexdsp and OpenSSL from their publishers' archives, pinned by hash, for systems that offer no static archives.
# OSSICLE_VENDOR_ARCHIVES names a folder that already holds the archives, for builds without a network.
if(POLICY CMP0135)
  cmake_policy(SET CMP0135 NEW)
endif()
include(FetchContent)
set(OSSICLE_VENDOR_ARCHIVES "" CACHE PATH "Folder with the vendored archives already downloaded")

#   ossicle_vendor_archive(<name> <file> <folder of the file at its publisher> <sha256>)
function(ossicle_vendor_archive name file address sha256)
  set(urls "${address}/${file}")
  if(EXISTS "${OSSICLE_VENDOR_ARCHIVES}/${file}")
    set(urls "${OSSICLE_VENDOR_ARCHIVES}/${file}")
  endif()
  FetchContent_Declare(${name} URL ${urls} URL_HASH SHA256=${sha256})
endfunction()

# A target whose headers are a system's: they give no warnings of ours.
function(ossicle_vendor_target name library include_folder)
  add_library(ossicle::${name} INTERFACE IMPORTED GLOBAL)
  set_target_properties(ossicle::${name} PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${include_folder}"
    INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:${library}>")
  add_dependencies(ossicle::${name} ${library})
endfunction()

include(vendor/opus)
include(vendor/speexdsp)
include(vendor/openssl)
