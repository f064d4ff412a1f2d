// The addon beside which calls into the product's are measured: methods that take typed arrays, ask for data and length
// as any frame method must, and do nothing. It also reads the counters of preload/malloc_count.cc.
#include <dlfcn.h>
#include <node_api.h>

#include <cstdint>

namespace {

volatile std::size_t elements_seen;

template <std::size_t kViews>
napi_value Empty(napi_env env, napi_callback_info info) {
  std::size_t count = kViews;
  napi_value views[kViews];
  napi_get_cb_info(env, info, &count, views, nullptr, nullptr);
  for (const napi_value view : views) {
    napi_typedarray_type type;
    std::size_t length = 0;
    void* data = nullptr;
    if (napi_get_typedarray_info(env, view, &type, &length, &data, nullptr, nullptr) == napi_ok && data != nullptr)
      elements_seen = length;
  }
  return nullptr;
}

/// A counter of malloc_count.cc for the calling thread, -1 when it is not preloaded.
napi_value Counter(napi_env env, const char* name) {
  const auto read = reinterpret_cast<std::int64_t (*)()>(dlsym(RTLD_DEFAULT, name));
  napi_value result = nullptr;
  napi_create_double(env, read ? static_cast<double>(read()) : -1, &result);
  return result;
}

napi_value Allocations(napi_env env, napi_callback_info) { return Counter(env, "bench_allocations"); }
napi_value HeapBytes(napi_env env, napi_callback_info) { return Counter(env, "bench_heap_bytes"); }

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function = nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

NAPI_MODULE_INIT() {
  Export(env, exports, "oneView", Empty<1>);
  Export(env, exports, "twoViews", Empty<2>);
  Export(env, exports, "allocations", Allocations);
  Export(env, exports, "heapBytes", HeapBytes);
  return exports;
}
