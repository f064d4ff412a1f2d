# One GoogleTest program per layer: test/native/<layer>/**/*_test.cc becomes test_<layer>.
find_package(GTest REQUIRED)

foreach(layer core dsp codec rtp secure file session net media)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/native/${layer}/*.cc")
  if(NOT sources)
    continue()
  endif()
  add_executable(test_${layer} ${sources})
  target_include_directories(test_${layer} PRIVATE "${CMAKE_SOURCE_DIR}/test/native")
  target_compile_definitions(test_${layer} PRIVATE OSSICLE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(test_${layer} PRIVATE ossicle::${layer} ossicle::flags GTest::gtest GTest::gtest_main)
  add_test(NAME ${layer} COMMAND test_${layer})
  set_tests_properties(${layer} PROPERTIES LABELS unit TIMEOUT 300 SKIP_RETURN_CODE 77)
endforeach()

# A stranger to speak SRTP with, where it is installed. It brings its own ciphers and never comes near the addon.
find_library(OSSICLE_LIBSRTP_LIBRARY srtp2)
find_path(OSSICLE_LIBSRTP_INCLUDE srtp2/srtp.h)
if(TARGET test_secure AND OSSICLE_LIBSRTP_LIBRARY AND OSSICLE_LIBSRTP_INCLUDE)
  target_compile_definitions(test_secure PRIVATE OSSICLE_HAS_LIBSRTP=1)
  target_include_directories(test_secure SYSTEM PRIVATE "${OSSICLE_LIBSRTP_INCLUDE}")
  target_link_libraries(test_secure PRIVATE "${OSSICLE_LIBSRTP_LIBRARY}")
endif()
