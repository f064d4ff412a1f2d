#pragma once

#include <node_api.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"

namespace ossicle::addon {

/// What a frame method returns in place of a count when it did nothing; `lib/audio/unit.ts` makes an error of it.
/// Numbers instead of exceptions keep the per-frame path free of everything but the work.
enum class FrameError : std::int32_t {
  kClosed = -1,     ///< close() was called.
  kNotAView = -2,   ///< An argument is no attached typed array of the expected kind.
  kTooShort = -3,   ///< The output cannot hold the result.
  kBadLength = -4,  ///< The input has a length that the unit does not take.
  kMalformed = -5,  ///< The bytes are not what they should be.
  kOverlap = -6,    ///< Input and output share memory.
  kFull = -7,       ///< The unit can take no more before it is emptied.
  kUnknownId = -8,  ///< An argument names nothing that the unit holds.
  kTooEarly = -9,   ///< Another method has to be called before.
};

/// The arguments of one call of a unit's method and the ways to answer. Plain Node-API: node-addon-api's wrappers
/// would cost as much again as the call itself.
class UnitCall {
 public:
  static constexpr std::size_t kMaxArguments = 5;

  UnitCall(napi_env env, napi_callback_info info) : env_(env) {
    napi_get_cb_info(env, info, &count_, arguments_.data(), &self_, &data_);
  }

  napi_env env() const { return env_; }
  napi_value self() const { return self_; }
  /// What was registered with the method.
  void* data() const { return data_; }
  /// Takes the first argument away and returns it: the number of a unit, 0 when it is none.
  std::uint32_t TakeHandle() {
    std::uint32_t handle = 0;
    napi_get_value_uint32(env_, arguments_[0], &handle);
    first_ = 1;
    return handle;
  }

  /// Views into typed arrays; none when the argument is something else, or its buffer is detached.
  std::optional<Samples> Int16(std::size_t index) const { return View<Sample>(index, napi_int16_array); }
  std::optional<std::span<float>> Float32(std::size_t index) const { return View<float>(index, napi_float32_array); }
  std::optional<std::span<double>> Float64(std::size_t index) const { return View<double>(index, napi_float64_array); }
  std::optional<MutableBytes> Uint8(std::size_t index) const { return View<std::uint8_t>(index, napi_uint8_array); }

  /// Numbers of options, which TypeScript has validated; `otherwise` for anything else.
  double Double(std::size_t index, double otherwise = 0) const {
    double value = otherwise;
    napi_get_value_double(env_, Argument(index), &value);
    return value;
  }
  int Int(std::size_t index) const {
    std::int32_t value = 0;
    napi_get_value_int32(env_, Argument(index), &value);
    return value;
  }
  bool Bool(std::size_t index) const {
    bool value = false;
    napi_get_value_bool(env_, Argument(index), &value);
    return value;
  }
  std::string Text(std::size_t index) const;
  /// A number or boolean of the options object that is the first argument of a constructor; 0 when it has none.
  double Option(const char* name) const;
  int IntOption(const char* name) const { return static_cast<int>(Option(name)); }

  napi_value Number(double value) const {
    napi_value result = nullptr;
    napi_create_double(env_, value, &result);
    return result;
  }
  napi_value Count(std::size_t value) const {
    napi_value result = nullptr;
    napi_create_uint32(env_, static_cast<std::uint32_t>(value), &result);
    return result;
  }
  napi_value Error(FrameError error) const {
    napi_value result = nullptr;
    napi_create_int32(env_, static_cast<std::int32_t>(error), &result);
    return result;
  }
  napi_value Undefined() const { return nullptr; }

  /// Throws what `lib/native/call-native.ts` translates.
  void Throw(const Status& status) const;

 private:
  /// `undefined` where JavaScript gave fewer, nullptr beyond what any method has: Node-API refuses both.
  napi_value Argument(std::size_t index) const {
    return first_ + index < kMaxArguments ? arguments_[first_ + index] : nullptr;
  }

  template <typename T>
  std::optional<std::span<T>> View(std::size_t index, napi_typedarray_type wanted) const {
    napi_typedarray_type type;
    std::size_t length = 0;
    void* data = nullptr;
    if (napi_get_typedarray_info(env_, Argument(index), &type, &length, &data, nullptr, nullptr) != napi_ok)
      return std::nullopt;
    if (type != wanted || (data == nullptr && length > 0) || length == 0) return std::nullopt;
    return std::span<T>(static_cast<T*>(data), length);
  }

  napi_env env_;
  napi_value self_ = nullptr;
  void* data_ = nullptr;
  std::array<napi_value, kMaxArguments> arguments_{};
  std::size_t count_ = kMaxArguments;
  std::size_t first_ = 0;
};

/// Whether two views share memory: parts whose loops assume otherwise refuse such a call.
template <typename A, typename B>
bool Overlap(std::span<A> a, std::span<B> b) {
  const auto begin = [](auto view) { return reinterpret_cast<std::uintptr_t>(view.data()); };
  return begin(a) < begin(b) + b.size_bytes() && begin(b) < begin(a) + a.size_bytes();
}

}  // namespace ossicle::addon
