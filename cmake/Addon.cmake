# The addon: one self-contained .node file. Included only when cmake-js names Node's headers.
file(GLOB_RECURSE addon_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/native/addon/*.cc")
if(NOT addon_sources)
  message(FATAL_ERROR "native/addon has no sources")
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND addon_sources "${CMAKE_SOURCE_DIR}/native/addon/stdio_alias.c")
endif()

add_library(ossicle SHARED ${addon_sources} ${CMAKE_JS_SRC})
set_target_properties(ossicle PROPERTIES PREFIX "" SUFFIX ".node")
target_include_directories(ossicle SYSTEM PRIVATE ${CMAKE_JS_INC})
target_link_libraries(ossicle PRIVATE ossicle::media ossicle::flags ossicle::warnings ${CMAKE_JS_LIB})
target_compile_definitions(ossicle PRIVATE
  NAPI_VERSION=8 NAPI_DISABLE_CPP_EXCEPTIONS NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED)

file(READ "${CMAKE_SOURCE_DIR}/package.json" package_json)
string(JSON package_version GET "${package_json}" version)
target_compile_definitions(ossicle PRIVATE OSSICLE_VERSION="${package_version}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/package.json")

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(version_script "${CMAKE_SOURCE_DIR}/native/addon/exports.map")
  set_property(TARGET ossicle APPEND PROPERTY LINK_DEPENDS "${version_script}")
  # nodelete: threads and thread-local destructors of a worker may outlive dlclose. The version script and exclude-libs
  # each suffice to hide everything else; both stay, so that losing one is not noticed by a user's symbol clash.
  target_link_options(ossicle PRIVATE
    -static-libstdc++ -static-libgcc
    "LINKER:--exclude-libs,ALL" "LINKER:--gc-sections"
    "LINKER:-z,relro" "LINKER:-z,now" "LINKER:-z,nodelete" "LINKER:-z,noexecstack"
    "LINKER:--version-script=${version_script}")
  target_link_libraries(ossicle PRIVATE ${CMAKE_DL_LIBS})
elseif(APPLE)
  set(export_list "${CMAKE_SOURCE_DIR}/native/addon/exports.symbols")
  set_property(TARGET ossicle APPEND PROPERTY LINK_DEPENDS "${export_list}")
  target_link_options(ossicle PRIVATE
    "LINKER:-dead_strip" "LINKER:-exported_symbols_list,${export_list}" "LINKER:-undefined,dynamic_lookup")
elseif(MSVC)
  set_property(TARGET ossicle PROPERTY MSVC_RUNTIME_LIBRARY "MultiThreaded")
  if(CMAKE_JS_NODELIB_DEF AND CMAKE_JS_NODELIB_TARGET)
    execute_process(COMMAND ${CMAKE_AR} /def:${CMAKE_JS_NODELIB_DEF} /out:${CMAKE_JS_NODELIB_TARGET}
      ${CMAKE_STATIC_LINKER_FLAGS})
  endif()
endif()
