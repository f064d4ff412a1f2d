#pragma once

#include <cstddef>  // defines __GLIBC__ where it holds

/// Compiles a function for plain x86-64 and for x86-64-v3 (AVX2), picked when the program is loaded. For loops over
/// samples. Empty where loader and compiler cannot do it (needs glibc's ifunc; sanitizers cannot run its resolvers).
#if defined(__has_feature)
#define OSSICLE_HAS_FEATURE(feature) __has_feature(feature)
#else
#define OSSICLE_HAS_FEATURE(feature) 0
#endif
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !OSSICLE_HAS_FEATURE(address_sanitizer) && !OSSICLE_HAS_FEATURE(thread_sanitizer) &&                           \
    (!defined(__clang__) || __clang_major__ >= 14)
#define OSSICLE_TARGET_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define OSSICLE_TARGET_CLONES
#endif
