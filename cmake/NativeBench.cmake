# Native benchmark programs: bench/native/<name>.cc becomes bench_<name>.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/native/*.cc")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(bench_${name} "${source}")
  target_link_libraries(bench_${name} PRIVATE ossicle::media ossicle::flags)
endforeach()
