// Static archives of distributions are compiled for executables, not for shared objects: they refer to `stderr`, `stdout`
// and `stdin` by a distance that the linker cannot resolve to libc's data from inside a .node file. Hidden variables of the
// same name satisfy those references; the constructor points them to the real streams. <stdio.h> must not be included:
// it declares the names with another type. The priority runs it before the C++ library's own start.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

__attribute__((visibility("hidden"))) void* stdout = NULL;
__attribute__((visibility("hidden"))) void* stderr = NULL;
__attribute__((visibility("hidden"))) void* stdin = NULL;

__attribute__((constructor(101))) static void AliasStandardStreams(void) {
  void** const output = (void**)dlsym(RTLD_DEFAULT, "stdout");
  void** const error = (void**)dlsym(RTLD_DEFAULT, "stderr");
  void** const input = (void**)dlsym(RTLD_DEFAULT, "stdin");
  if (output != NULL) stdout = *output;
  if (error != NULL) stderr = *error;
  if (input != NULL) stdin = *input;
}
