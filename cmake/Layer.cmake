# One library per folder of native/. A layer without sources (header-only, or not there yet) is an INTERFACE library, so
# that the directions written in CMakeLists.txt hold from the first day.
#
#   ossicle_layer(<name> [USES <layer>...] [LIBRARIES <target>...])
function(ossicle_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 LAYER "" "" "USES;LIBRARIES")
  set(links ${LAYER_LIBRARIES})
  foreach(layer IN LISTS LAYER_USES)
    list(APPEND links ossicle::${layer})
  endforeach()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/native/${name}/*.cc")
  if(sources)
    add_library(ossicle_${name} STATIC ${sources})
    target_include_directories(ossicle_${name} PUBLIC "${CMAKE_SOURCE_DIR}/native")
    target_link_libraries(ossicle_${name} PUBLIC ${links} PRIVATE ossicle::flags ossicle::warnings)
  else()
    add_library(ossicle_${name} INTERFACE)
    target_include_directories(ossicle_${name} INTERFACE "${CMAKE_SOURCE_DIR}/native")
    target_link_libraries(ossicle_${name} INTERFACE ${links})
  endif()
  add_library(ossicle::${name} ALIAS ossicle_${name})
endfunction()
