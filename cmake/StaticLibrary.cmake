# Finds a library as a static archive with its headers and offers it as an imported target `ossicle::<name>`.
# Imported means SYSTEM: its headers give no warnings of ours. CMAKE_PREFIX_PATH is honoured by both finders.
#
#   ossicle_static_library(<name> ARCHIVE <stem> HEADER <path> [INCLUDE_SUBFOLDER <folder>] [HINT <text>])
function(ossicle_static_library name)
  cmake_parse_arguments(PARSE_ARGV 1 LIB "" "ARCHIVE;HEADER;INCLUDE_SUBFOLDER;HINT" "")
  if(TARGET ossicle::${name})
    return()
  endif()
  string(TOUPPER "${name}" upper)

  set(archive_names "${CMAKE_STATIC_LIBRARY_PREFIX}${LIB_ARCHIVE}${CMAKE_STATIC_LIBRARY_SUFFIX}")
  find_library(OSSICLE_${upper}_ARCHIVE NAMES ${archive_names})
  find_path(OSSICLE_${upper}_INCLUDE "${LIB_HEADER}")
  if(NOT OSSICLE_${upper}_ARCHIVE OR NOT OSSICLE_${upper}_INCLUDE)
    message(FATAL_ERROR
      "${name}: need the static archive ${archive_names} and the header ${LIB_HEADER}. ${LIB_HINT} "
      "A folder that holds them can be named by CMAKE_PREFIX_PATH.")
  endif()

  set(include_folders "${OSSICLE_${upper}_INCLUDE}")
  if(LIB_INCLUDE_SUBFOLDER)
    list(APPEND include_folders "${OSSICLE_${upper}_INCLUDE}/${LIB_INCLUDE_SUBFOLDER}")
  endif()
  add_library(ossicle::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(ossicle::${name} PROPERTIES
    IMPORTED_LOCATION "${OSSICLE_${upper}_ARCHIVE}"
    INTERFACE_INCLUDE_DIRECTORIES "${include_folders}")
endfunction()
