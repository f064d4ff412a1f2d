# OpenSSL builds by its own Configure, with perl and make. Of its libraries libcrypto alone is needed, without what could
# load anything at run time.
ossicle_vendor_archive(openssl_source openssl-3.0.22.tar.gz
  https://github.com/openssl/openssl/releases/download/openssl-3.0.22
  67ebca7e50d17383028045486653492195b83db95f8558709701bb47b5c1ef81)
FetchContent_MakeAvailable(openssl_source)

find_program(OSSICLE_PERL perl REQUIRED)
find_program(OSSICLE_MAKE NAMES gmake make REQUIRED)
set(openssl_build "${CMAKE_BINARY_DIR}/vendor/openssl")
set(openssl_options no-shared no-module no-tests no-engine no-dso no-legacy no-autoload-config no-ui-console no-async
  no-comp no-cmp no-cms no-ct no-ocsp no-ts no-srp no-idea no-seed no-camellia no-aria no-bf no-cast no-des no-rc2 no-rc4
  no-md4 no-mdc2 no-whirlpool no-sm2 no-sm3 no-sm4 no-gost no-rmd160 no-siphash no-scrypt no-blake2)
file(MAKE_DIRECTORY "${openssl_build}/include")
add_custom_command(OUTPUT "${openssl_build}/libcrypto.a"
  COMMAND "${CMAKE_COMMAND}" -E env "CC=${CMAKE_C_COMPILER}"
    "CFLAGS=-O3 -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections"
    "${OSSICLE_PERL}" "${openssl_source_SOURCE_DIR}/Configure" ${openssl_options}
  COMMAND "${OSSICLE_MAKE}" -s -j2 build_generated
  COMMAND "${OSSICLE_MAKE}" -s -j2 libcrypto.a
  WORKING_DIRECTORY "${openssl_build}"
  COMMENT "Building OpenSSL's libcrypto"
  VERBATIM)
add_custom_target(openssl_crypto DEPENDS "${openssl_build}/libcrypto.a")

add_library(ossicle::crypto STATIC IMPORTED GLOBAL)
set_target_properties(ossicle::crypto PROPERTIES
  IMPORTED_LOCATION "${openssl_build}/libcrypto.a"
  INTERFACE_INCLUDE_DIRECTORIES "${openssl_build}/include;${openssl_source_SOURCE_DIR}/include")
add_dependencies(ossicle::crypto openssl_crypto)
