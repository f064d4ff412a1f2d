# OpenSSL, used by native/secure alone. Its archives are compiled for shared objects too, and everything in them is hidden
# like all else: Node carries an OpenSSL of its own, which this one must neither replace nor be replaced by.
ossicle_static_library(crypto ARCHIVE crypto HEADER openssl/evp.h
  HINT "Debian and Ubuntu: libssl-dev; Homebrew and vcpkg: openssl.")
if(NOT OSSICLE_VENDOR)
  # Debian keeps this one header in the folder of the architecture, which a compiler looks into only below /usr.
  find_path(OSSICLE_OPENSSL_CONFIGURATION openssl/configuration.h PATH_SUFFIXES "${CMAKE_LIBRARY_ARCHITECTURE}")
  if(OSSICLE_OPENSSL_CONFIGURATION)
    set_property(TARGET ossicle::crypto APPEND PROPERTY
      INTERFACE_INCLUDE_DIRECTORIES "${OSSICLE_OPENSSL_CONFIGURATION}")
  endif()
endif()
set_property(TARGET ossicle::crypto APPEND PROPERTY
  INTERFACE_LINK_LIBRARIES "${CMAKE_DL_LIBS};Threads::Threads;$<$<PLATFORM_ID:Windows>:ws2_32;crypt32>")
