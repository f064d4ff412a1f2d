// Preloaded before everything else: counts what each thread takes from the heap, and what is held of it.
// glibc forwards to itself under the names below, so nothing has to be looked up while memory is being asked for.
#include <malloc.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* block);

}  // extern "C"

namespace {

__attribute__((tls_model("initial-exec"))) thread_local std::int64_t allocations = 0;
__attribute__((tls_model("initial-exec"))) thread_local std::int64_t heap_bytes = 0;

void* Taken(void* block) {
  if (block == nullptr) return nullptr;
  ++allocations;
  heap_bytes += static_cast<std::int64_t>(malloc_usable_size(block));
  return block;
}

void Given(void* block) {
  if (block != nullptr) heap_bytes -= static_cast<std::int64_t>(malloc_usable_size(block));
}

}  // namespace

extern "C" {

std::int64_t bench_allocations() { return allocations; }
std::int64_t bench_heap_bytes() { return heap_bytes; }

void* malloc(std::size_t bytes) noexcept { return Taken(__libc_malloc(bytes)); }
void* calloc(std::size_t count, std::size_t bytes) noexcept { return Taken(__libc_calloc(count, bytes)); }
void* memalign(std::size_t alignment, std::size_t bytes) noexcept { return Taken(__libc_memalign(alignment, bytes)); }
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept { return memalign(alignment, bytes); }

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) noexcept {
  *block = memalign(alignment, bytes);
  return *block == nullptr ? ENOMEM : 0;
}

void* realloc(void* old, std::size_t bytes) noexcept {
  Given(old);
  return Taken(__libc_realloc(old, bytes));
}

void free(void* block) noexcept {
  Given(block);
  __libc_free(block);
}

}  // extern "C"
