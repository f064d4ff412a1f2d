# Flags for our own code, as INTERFACE libraries, so that nothing found or fetched is compiled with them.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# What every unit of ours gets, product and tests alike.
add_library(ossicle_flags INTERFACE)
add_library(ossicle::flags ALIAS ossicle_flags)
# What the product's own sources get on top. Test macros of GoogleTest are not written for -Wconversion.
add_library(ossicle_warnings INTERFACE)
add_library(ossicle::warnings ALIAS ossicle_warnings)

if(MSVC)
  target_compile_options(ossicle_flags INTERFACE /utf-8 /W3 /permissive-)
  target_compile_definitions(ossicle_flags INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN)
else()
  target_compile_options(ossicle_flags INTERFACE
    -Wall -Wextra -Werror -ffunction-sections -fdata-sections
    $<$<AND:$<CONFIG:Release>,$<STREQUAL:${OSSICLE_SANITIZE},>>:-O3>)
  target_compile_options(ossicle_warnings INTERFACE -Wconversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # gcc 12 sees an overlap inside std::string's own copy that is not there (GCC bug 105651).
    target_compile_options(ossicle_flags INTERFACE -Wno-restrict)
  endif()
endif()

if(OSSICLE_SANITIZE)
  string(REPLACE ";" "," OSSICLE_SANITIZE_LIST "${OSSICLE_SANITIZE}")
  # -O1 keeps stacks readable and runs an order of magnitude faster than -O0, at which the tests themselves are compiled:
  # that takes half the time, and they are most of what there is. A finding always ends the program.
  target_compile_options(ossicle_flags INTERFACE
    $<IF:$<BOOL:$<TARGET_PROPERTY:OSSICLE_TEST>>,-O0,-O1> -g1 -UNDEBUG -fno-omit-frame-pointer -fsanitize=${OSSICLE_SANITIZE_LIST} -fno-sanitize-recover=all)
  target_link_options(ossicle_flags INTERFACE -fsanitize=${OSSICLE_SANITIZE_LIST})
  if("thread" IN_LIST OSSICLE_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The sanitizer does not model fences. Ours order two atomics (a sleeper's flag and a queue) and publish no data, so
    # nothing it reports or misses depends on them.
    target_compile_options(ossicle_flags INTERFACE -Wno-tsan)
  endif()
endif()
