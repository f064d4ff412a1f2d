#pragma once

// Counts every allocation of the program, those of linked libraries included, by standing before malloc. Include it
// in exactly one unit of a test program. Sanitizers stand there themselves, and only glibc gives the way through.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define OSSICLE_COUNTS_ALLOCATIONS 1

namespace ossicle::test {
inline thread_local std::uint64_t allocation_count = 0;
}

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
  ++ossicle::test::allocation_count;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++ossicle::test::allocation_count;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
  ++ossicle::test::allocation_count;
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++ossicle::test::allocation_count;
  return __libc_memalign(alignment, size);
}
}

#else
#define OSSICLE_COUNTS_ALLOCATIONS 0
#endif

namespace ossicle::test {

/// Allocations made by `work` on this thread.
template <typename Work>
std::uint64_t CountAllocations(Work work) {
#if OSSICLE_COUNTS_ALLOCATIONS
  const std::uint64_t before = allocation_count;
  work();
  return allocation_count - before;
#else
  work();
  return 0;
#endif
}

}  // namespace ossicle::test
